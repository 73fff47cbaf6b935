import { objectId } from "../../policies/kubernetesObject";
import { type LiveObjects, statusesOf } from "./liveObjects";
import { evidence, type Findings, problem, together, unanswered } from "./report";

/** Whether pods run, without which a line about running pods has not been looked at. */
export function presenceFindings(live: LiveObjects): Findings {
  const pods = live.runningPods();
  if (pods.length > 0 || live.unread("Pod").length > 0) return evidence();
  return unanswered("no pod runs in the namespace: there is nothing to look at");
}

/** Who the processes really are, where the nodes say so: the container runtime's word, not the manifest's. */
export function userFindings(live: LiveObjects): Findings {
  const users = live
    .runningPods()
    .flatMap((pod) =>
      statusesOf(pod).flatMap(({ name, user }) => (user?.linux ? [{ pod, name, uid: user.linux.uid }] : [])),
    );
  const roots = users.filter(({ uid }) => uid === 0);
  const ids = [...new Set(users.map(({ uid }) => uid))].sort((a, b) => a - b).join(", ");
  return together(
    problem(
      ...roots.map(
        ({ pod, name }) =>
          `${objectId(pod)}: container ${name} runs as user 0 now. Set runAsUser to the image's own user and runAsNonRoot to true.`,
      ),
    ),
    users.length > 0 && roots.length === 0
      ? evidence(`the nodes report ${users.length} containers, running as users ${ids}`)
      : evidence(),
  );
}
