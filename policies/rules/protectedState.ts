import type { StackRule } from "../rule";
import { isRecoverable } from "../stackObjects";

const kinds = ["Namespace", "PersistentVolumeClaim", "StatefulSet"];

export const protectedState: StackRule = {
  id: "protected-state",
  title: "A production stack refuses to delete its data",
  checklist: "operations",
  severity: "high",
  frameworks: [],
  lenientLocally: true,
  remedy: "Make the resource with protect: true.",
  declarations: ["production"],
  check: ({ declarations, resources }) =>
    declarations.production
      ? resources
          // What came without a stack says nothing about protection.
          .filter(({ object, protect }) => kinds.includes(object.kind) && protect === false && !isRecoverable(object))
          .map(({ object }) => ({
            object,
            field: "metadata.name",
            problem: "the stack may delete it, and with it data",
          }))
      : [],
};
