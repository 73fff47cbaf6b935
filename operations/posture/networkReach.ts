import { stackViolations } from "../../policies/stackRules";
import { type KubernetesObject, objectId } from "../../policies/kubernetesObject";
import { defaultDeny } from "../../policies/rules/defaultDeny";
import { networkTopology } from "../../policies/rules/networkTopology";
import { StackObjects } from "../../policies/stackObjects";
import type { StackPolicy } from "../../policies/stackPolicy";
import type { LiveObjects } from "./liveObjects";
import { evidence, type Findings, problem, unanswered } from "./report";

/**
 * Whether the pods that run reach each other as the topology says and not otherwise, under the policies that are there.
 *
 * @param namespace The namespace's object, for its labels; undefined if it could not be read.
 */
export function reachFindings(
  live: LiveObjects,
  namespace: KubernetesObject | undefined,
  { context, declarations }: StackPolicy,
): Findings {
  const unread = live.unread("Pod", "NetworkPolicy");
  if (unread.length > 0) return unanswered(...unread);
  const pods = live.runningPods();
  const policies = live.of("NetworkPolicy");
  const objects = [...(namespace ? [namespace] : []), ...pods, ...policies].map((object) => ({ object }));
  const stack = new StackObjects(objects, declarations);
  try {
    const violations = [defaultDeny, networkTopology].flatMap((rule) => stackViolations(rule, stack, context));
    if (violations.length > 0) {
      return problem(...violations.map(({ object, message }) => `${objectId(object)}: ${message}`));
    }
  } catch (error) {
    // A rule that cannot be evaluated has not been kept.
    return unanswered(error instanceof Error ? error.message : String(error));
  }
  if (!declarations.topology) return unanswered("no topology is declared with which the policies could be compared");
  return evidence(
    `under ${policies.length} NetworkPolicies the ${pods.length} pods that run reach what the topology declares, and no more`,
  );
}
