import type { KubernetesObject } from "../kubernetesObject";
import type { StackRule } from "../rule";
import { isRecoverable, noBackupAnnotation, type StackObjects } from "../stackObjects";

/** Annotation of a CronJob: the claims of its namespace that it backs up, separated by commas. */
export const backsUpAnnotation = "orchestrix-pilot/backs-up";

export const claimBackup: StackRule = {
  id: "claim-backup",
  title: "Every PersistentVolumeClaim is backed up",
  checklist: "operations",
  severity: "high",
  frameworks: [],
  lenientLocally: true,
  remedy:
    `Add a CronJob that backs it up and names it in the annotation ${backsUpAnnotation}; or, if its data can be made ` +
    `anew, say how in its own annotation ${noBackupAnnotation}.`,
  check: (stack) => {
    const covered = new Set(stack.ofKind("CronJob").flatMap(backedUp));
    return claims(stack)
      .filter(({ object, name }) => !covered.has(claimId(object, name)))
      .map(({ object, field, name }) => ({ object, field, problem: `no CronJob backs up the claim ${name}` }));
  },
};

function backedUp(cronJob: KubernetesObject): string[] {
  const names = cronJob.metadata.annotations?.[backsUpAnnotation] ?? "";
  return names.split(",").map((name) => claimId(cronJob, name.trim()));
}

const claimId = ({ metadata }: KubernetesObject, name: string) => `${metadata.namespace ?? ""}/${name}`;

interface Claim {
  readonly object: KubernetesObject;
  readonly field: string;
  readonly name: string;
}

/** Claims by name; those that a StatefulSet makes are named without the number of the replica. */
function claims(stack: StackObjects): readonly Claim[] {
  return [
    ...stack
      .ofKind("PersistentVolumeClaim")
      .filter((object) => !isRecoverable(object))
      .map((object) => ({ object, field: "metadata.name", name: object.metadata.name ?? "" })),
    ...stack.ofKind("StatefulSet").flatMap((object) => {
      const { volumeClaimTemplates } = (object.spec ?? {}) as { volumeClaimTemplates?: readonly KubernetesObject[] };
      return (volumeClaimTemplates ?? []).map(({ metadata }, index) => ({
        object,
        field: `spec.volumeClaimTemplates[${index}]`,
        name: `${metadata.name ?? ""}-${object.metadata.name ?? ""}`,
      }));
    }),
  ];
}
