import type { Cluster } from "../cluster";
import { textAt, type JsonObject } from "../json";
import { bytesOf } from "../quantity";
import { warningEvents } from "./problems";
import { failed, ready, waiting, type Condition, type Readiness } from "./readiness";
import { conditionOf } from "./status";

/**
 * A claim is ready when it is bound and as large as asked for. One whose class binds on first use is ready at once:
 * its consumer comes later. An expansion that only waits for the pod to start anew is ready too.
 */
export const persistentVolumeClaim: Condition = { check, explain: warningEvents };

async function check(live: JsonObject, cluster: Cluster): Promise<Readiness> {
  const phase = textAt(live, "status", "phase");
  if (phase === "Lost") return failed("its volume is lost");
  if (phase !== "Bound") {
    return (await bindsOnFirstUse(live, cluster)) ? ready : waiting("waiting for the claim to be bound");
  }
  const resize = textAt(live, "status", "allocatedResourceStatuses", "storage");
  if (resize.endsWith("Infeasible")) return failed(`its volume cannot be expanded: ${resize}`);
  const asked = textAt(live, "spec", "resources", "requests", "storage");
  const has = textAt(live, "status", "capacity", "storage");
  if (bytesOf(has) >= bytesOf(asked) || conditionOf(live, "FileSystemResizePending").status === "True") return ready;
  return waiting(`waiting for the volume to be expanded from ${has} to ${asked}`);
}

async function bindsOnFirstUse(live: JsonObject, cluster: Cluster): Promise<boolean> {
  const name = textAt(live, "spec", "storageClassName");
  if (name === "") return false;
  const storageClass = await cluster.read({
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    name,
    namespace: "",
  });
  return textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
}
