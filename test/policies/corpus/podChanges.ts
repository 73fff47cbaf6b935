/** Changes a pod specification or a container in place. */
export type Change = (part: any) => void;

/** The first container, changed. */
export const app =
  (change: Change): Change =>
  (pod) => {
    change(pod.containers[0]);
  };

/** A compliant init container, added and then changed. */
export const init =
  (change: Change): Change =>
  (pod) => {
    const container = structuredClone(pod.containers[0]);
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) container[probe] = undefined;
    change(container);
    pod.initContainers = [{ ...container, name: "prepare" }];
  };

/** Sets a field of the security context of a pod or container. */
export const security =
  (field: string, value: unknown): Change =>
  (part) => {
    part.securityContext[field] = value;
  };

/** Gives the pod one volume. */
export const volume =
  (type: string, source: object): Change =>
  (pod) => {
    pod.volumes = [{ name: "data", [type]: source }];
  };

/** Gives a container one variable. */
export const env =
  (name: string, value: string): Change =>
  (container) => {
    container.env = [{ name, value }];
  };

/** Gives a container another image. */
export const image =
  (reference: string): Change =>
  (container) => {
    container.image = reference;
  };

/** Gives a container arguments. */
export const args =
  (...words: string[]): Change =>
  (container) => {
    container.args = words;
  };

/** Takes a resource from the requests or limits of a container. */
export const without =
  (list: string, resource: string): Change =>
  (container) => {
    container.resources[list][resource] = undefined;
  };

/** Sets a field of a pod or container. */
export const set =
  (field: string, value: unknown): Change =>
  (part) => {
    part[field] = value;
  };
