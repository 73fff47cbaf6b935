import type { ChecklistLine } from "../../policies/checklist";
import { objectId } from "../../policies/kubernetesObject";
import { appliesTo, type ExaminedObject } from "../../policies/objectRules";
import type { ObjectRule } from "../../policies/rule";
import { examinedKinds, type LiveObjects } from "./liveObjects";
import { evidence, type Findings, problem, together, unanswered } from "./report";

/**
 * What the rules of a line that are about single objects say of the objects as they are in the cluster.
 *
 * @param lenient A throw-away stack: it may break the rules that it cannot keep.
 */
export function ruleFindings(
  line: ChecklistLine,
  rules: readonly ObjectRule[],
  live: LiveObjects,
  lenient: boolean,
): Findings {
  const ofLine = rules.filter(({ checklist, lenientLocally }) => checklist === line && !(lenient && lenientLocally));
  const kinds = examinedKinds.filter((kind) => ofLine.some(({ target }) => target.kinds.includes(kind)));
  const objects = live.examinedObjects();
  const judged = ofLine
    .map((rule) => ({ rule, concerned: objects.filter(({ object }) => appliesTo(rule, object)) }))
    .filter(({ concerned }) => concerned.length > 0)
    .map(({ rule, concerned }) => ({ rule, concerned, faults: faultsOf(rule, concerned) }));
  const kept = judged.filter(({ faults: { problems, unanswered } }) => problems.length + unanswered.length === 0);
  return together(
    unanswered(...live.unread(...kinds)),
    ...judged.map(({ faults }) => faults),
    kept.length === 0
      ? evidence()
      : evidence(
          `${counted(kept.flatMap(({ concerned }) => concerned))} keep ${kept.map(({ rule }) => rule.id).join(", ")}`,
        ),
    ...judged.map(({ rule, concerned }) =>
      evidence(
        ...concerned
          .filter((object) => object.isExcepted(rule))
          .map(({ object }) => `an exception lets ${objectId(object)} break ${rule.id}`),
      ),
    ),
  );
}

function faultsOf(rule: ObjectRule, objects: readonly ExaminedObject[]): Findings {
  try {
    const violations = objects.flatMap((object) => object.violations(rule));
    return problem(...violations.map(({ object, message }) => `${objectId(object)}: ${message}`));
  } catch (error) {
    // A rule that cannot be evaluated has not been kept.
    return unanswered(error instanceof Error ? error.message : String(error));
  }
}

/** How many objects of which kinds there are, such as "9 objects (7 Pod, 2 Role)". */
function counted(objects: readonly ExaminedObject[]): string {
  const kinds = [...new Set(objects)].map(({ object }) => object.kind);
  const counts = [...new Set(kinds)].map((kind) => `${kinds.filter((each) => each === kind).length} ${kind}`);
  return `${kinds.length} objects (${counts.join(", ")})`;
}
