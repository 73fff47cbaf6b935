import { expect } from "chai";
import type { PolicyParameters } from "../../policies/parameters";
import type { ObjectRule } from "../../policies/rule";
import { given, podOf, violations, workloadKinds } from "./given";

/** Changes a compliant pod specification in place; the object around it is there for what is not in it. */
export type PodChange = (pod: any, object: any) => void;

/** How a rule about pods judges what. */
export interface RuleCases {
  /** What keeps the rule. */
  readonly kept: Readonly<Record<string, PodChange>>;
  /** What breaks it, with the texts of all violations between the rule's id and its remedy: where and what. */
  readonly broken: Readonly<Record<string, readonly [PodChange, ...string[]]>>;
  /** What is mended, with the compliant pod that comes out, as a change of the given one. */
  readonly mended?: Readonly<Record<string, readonly [PodChange, PodChange]>>;
  readonly parameters?: Partial<PolicyParameters>;
  /** The kinds that can break the rule; absent: all kinds with pods. */
  readonly kinds?: readonly string[];
}

/** Tests a rule on pods of every kind of object. */
export function testRule(
  rule: ObjectRule,
  { kept, broken, mended = {}, parameters = {}, kinds = workloadKinds }: RuleCases,
): void {
  const changed = (kind: string, change: PodChange) =>
    given(kind, (object) => {
      change(podOf(object), object);
    });
  const messages = (kind: string, change: PodChange) =>
    violations(rule, changed(kind, change), parameters).map(({ message }) => message);

  describe(`policy ${rule.id}`, () => {
    it("is kept by the compliant object of every kind", () => {
      for (const kind of workloadKinds) expect(violations(rule, given(kind)), kind).to.have.length(0);
    });

    for (const [what, change] of Object.entries(kept)) {
      it(`is kept by ${what}`, () => {
        for (const kind of workloadKinds) expect(messages(kind, change), kind).to.deep.equal([]);
      });
    }

    for (const [what, [change, ...texts]] of Object.entries(broken)) {
      it(`is broken by ${what}`, () => {
        const expected = texts.map((text) => `${rule.id}: ${text}. ${rule.remedy}`);
        for (const kind of kinds) expect(messages(kind, change), kind).to.deep.equal(expected);
      });
    }

    for (const [what, [change, outcome]] of Object.entries(mended)) {
      it(`mends ${what}, and nothing else`, () => {
        for (const kind of kinds) {
          const object = changed(kind, change);
          const result = rule.mend?.(object);
          expect(result, kind).to.deep.equal(changed(kind, outcome));
          expect(violations(rule, result ?? object), kind).to.have.length(0);
          expect(object, "the given object").to.deep.equal(changed(kind, change));
        }
      });
    }
  });
}

/** Gives the pod an init and an ephemeral container with nothing but a name, an image and some fields. */
export function moreContainers(fields: object): PodChange {
  return (pod) => {
    const { image } = pod.containers[0];
    pod.initContainers = [{ name: "prepare", image, ...fields }];
    pod.ephemeralContainers = [{ name: "debug", image, ...fields }];
  };
}

/** Every list of the pod is empty or null. */
export const emptyLists: Readonly<Record<string, PodChange>> = {
  "empty lists": (pod) => {
    Object.assign(pod, { containers: [], initContainers: [], ephemeralContainers: [], volumes: [] });
  },
  "null lists": (pod) => {
    Object.assign(pod, { initContainers: null, ephemeralContainers: null, volumes: null });
    Object.assign(pod.containers[0], { ports: null, env: null, args: null, command: null, lifecycle: null });
  },
};

/** Makes a pod one for Windows, which cannot have the Linux settings. */
export const onWindows: PodChange = (pod) => {
  pod.os = { name: "windows" };
  pod.securityContext = { runAsNonRoot: true };
  pod.containers[0].securityContext = {};
};
