import { kubeLinter } from "../frameworks";
import type { StackRule } from "../rule";
import {
  locatedContainers,
  type NamedReference,
  type PodContainer,
  type PodTemplate,
  type PodVolume,
  type StackObjects,
  type VolumeSource,
} from "../stackObjects";
import { podPath } from "../targets";

/** What every namespace has without being told. */
const given = ["ServiceAccount default", "ConfigMap kube-root-ca.crt"];

export const danglingWorkloadReference: StackRule = {
  id: "dangling-workload-reference",
  title: "Workloads name only objects of the stack",
  checklist: "operations",
  severity: "high",
  frameworks: [kubeLinter("non-existent-service-account")],
  remedy: "Add the object, correct its name, or mark the reference as optional if the pod can do without.",
  check: (stack) =>
    stack.podTemplates().flatMap((pod) =>
      dangling(pod, stack).map(({ kind, name, field }) => ({
        object: pod.object,
        field: [...podPath(pod.object.kind), field].join("."),
        problem: `there is no ${kind} ${name} in the stack`,
      })),
    ),
};

/** An object that a pod cannot start without, and where it is named. */
interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly field: string;
}

function dangling({ namespace, spec }: PodTemplate, stack: StackObjects): readonly Reference[] {
  // Credentials of registries come from whoever runs the registry.
  const foreign = (spec.imagePullSecrets ?? []).map(({ name = "" }) => `Secret ${name}`);
  const references = [
    ...required("ServiceAccount", { name: spec.serviceAccountName }, "serviceAccountName"),
    ...(spec.volumes ?? []).flatMap((volume, index) => ofVolume(volume, `volumes[${index}]`)),
    ...locatedContainers(spec).flatMap(({ container, field }) => ofContainer(container, field)),
  ];
  return references.filter(({ kind, name }) => {
    const known = [...given, ...foreign].includes(`${kind} ${name}`);
    return !known && !stack.find(kind, namespace, name);
  });
}

function ofVolume(volume: PodVolume, field: string): readonly Reference[] {
  const claim = { name: volume.persistentVolumeClaim?.claimName };
  return [
    ...required("PersistentVolumeClaim", claim, `${field}.persistentVolumeClaim.claimName`),
    ...ofSource(volume, field),
    ...(volume.projected?.sources ?? []).flatMap((source, index) =>
      ofSource(source, `${field}.projected.sources[${index}]`),
    ),
  ];
}

function ofSource({ configMap, secret }: VolumeSource, field: string): readonly Reference[] {
  const named = secret && { ...secret, name: secret.secretName ?? secret.name };
  return [...required("ConfigMap", configMap, `${field}.configMap`), ...required("Secret", named, `${field}.secret`)];
}

function ofContainer({ env, envFrom }: PodContainer, field: string): readonly Reference[] {
  return [
    ...(env ?? []).flatMap(({ valueFrom }, index) => [
      ...required("ConfigMap", valueFrom?.configMapKeyRef, `${field}.env[${index}].valueFrom.configMapKeyRef`),
      ...required("Secret", valueFrom?.secretKeyRef, `${field}.env[${index}].valueFrom.secretKeyRef`),
    ]),
    ...(envFrom ?? []).flatMap(({ configMapRef, secretRef }, index) => [
      ...required("ConfigMap", configMapRef, `${field}.envFrom[${index}].configMapRef`),
      ...required("Secret", secretRef, `${field}.envFrom[${index}].secretRef`),
    ]),
  ];
}

function required(kind: string, reference: NamedReference | undefined, field: string): readonly Reference[] {
  return reference?.name && !reference.optional ? [{ kind, name: reference.name, field }] : [];
}
