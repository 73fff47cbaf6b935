import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { claimName } from "../../components/workload/dataClaim";
import { projectRoot, readStackSettings } from "../../operations/project";
import type { RealStack } from "./realStack";

/** Whether the node is this machine, which alone can give its pods volumes. */
export const hasOwnVolumes = process.env.NODE_KIT !== undefined;

const folder = join(projectRoot, ".local", "e2e", "volumes");
const applications = ["redis", "weaviate", "postgres", "prometheus", "alertmanager"] as const;
const volumeName = (application: string) => `e2e-${application}`;

/**
 * Gives every claim a file system of its own, of the size that it asks for. The kit's own volumes are folders on the one
 * disk of the machine: a kubelet would say how full that is, whatever a claim holds.
 */
export async function makeVolumes(stack: RealStack): Promise<void> {
  await removeVolumes(stack);
  const settings = readStackSettings("e2e");
  const nodes = JSON.parse(await stack.ask("get", "nodes", "--output", "json"));
  const hostname = nodes.items[0].metadata.labels["kubernetes.io/hostname"];
  const query =
    "jsonpath={.items[?(@.metadata.annotations.storageclass\\.kubernetes\\.io/is-default-class=='true')].metadata.name}";
  const storageClass = await stack.ask("get", "storageclass", "--output", query);
  for (const application of applications) {
    const storage = settings[`${application}.storage`];
    const path = join(folder, application);
    mkdirSync(path, { recursive: true });
    await stack.command("truncate", `--size=${storage.replace("i", "")}`, `${path}.ext4`);
    await stack.command("mkfs.ext4", "-q", "-m", "0", `${path}.ext4`);
    await stack.command("mount", "--options", "loop", `${path}.ext4`, path);
    await stack.apply(volume(application, storage, storageClass, path, hostname));
  }
}

/** Takes the volumes away; no pod may use them any more. */
export async function removeVolumes(stack: RealStack): Promise<void> {
  await stack.ask("delete", "persistentvolume", ...applications.map(volumeName), "--ignore-not-found");
  for (const application of applications) {
    await stack.command("umount", "--lazy", "--quiet", join(folder, application)).catch(() => undefined);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** A volume that only the application's claim gets. */
function volume(application: string, storage: string, storageClass: string, path: string, hostname: string) {
  const thisNode = { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [hostname] }] };
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: volumeName(application) },
    spec: {
      capacity: { storage },
      accessModes: ["ReadWriteOnce"],
      storageClassName: storageClass,
      persistentVolumeReclaimPolicy: "Retain",
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        namespace: "orchestrix-pilot",
        name: claimName(application),
      },
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [thisNode] } },
    },
  };
}
