/** CEL: whether the pod runs on Windows, where the Linux settings of a container cannot be given. */
export const onWindows = "variables.pod.?os.?name.orValue('') == 'windows'";

/** CEL: name of the pod's ServiceAccount. `serviceAccount` is the old name of the field; the API server sets both. */
export const accountName =
  "(variables.pod.?serviceAccountName.orValue('') != '' ? variables.pod.serviceAccountName : " +
  "variables.pod.?serviceAccount.orValue('default'))";

/** A setting that a container has of its own or takes from its pod: CEL of optional values. */
export interface SharedSetting {
  /** What holds for the container. */
  readonly effective: string;
  /** What the pod says. The standard refuses a bad value there even where every container has a better one. */
  readonly ofPod: string;
}

/** @param path Below `securityContext` of the container and of the pod, such as `seccompProfile.type`. */
export function sharedSetting(path: string): SharedSetting {
  const steps = ["securityContext", ...path.split(".")].map((step) => `.?${step}`).join("");
  const ofPod = `variables.pod${steps}`;
  return { effective: `container${steps}.or(${ofPod})`, ofPod };
}
