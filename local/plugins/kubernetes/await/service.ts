import type { Cluster } from "../cluster";
import { at, isObject, listAt, textAt, type JsonObject } from "../json";
import { identityOf } from "../objects";
import { selectorOf } from "./problems";
import { ready, waiting, type Condition, type Readiness } from "./readiness";

/**
 * A Service is ready when a ready pod stands behind it, and a load balancer has its address. A headless Service, one
 * without a selector and an ExternalName are ready at once: nothing follows from them.
 */
export const service: Condition = { check, explain };

async function check(live: JsonObject, cluster: Cluster): Promise<Readiness> {
  const { name, namespace } = identityOf(live);
  const selector = at(live, "spec", "selector");
  const type = textAt(live, "spec", "type");
  const headless = textAt(live, "spec", "clusterIP") === "None";
  if (type === "ExternalName" || headless || !isObject(selector) || Object.keys(selector).length === 0) return ready;
  const slices = await cluster.list(
    { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespace },
    { labelSelector: `kubernetes.io/service-name=${name}` },
  );
  const served = slices
    .flatMap((slice) => listAt(slice, "endpoints"))
    .some((endpoint) => at(endpoint, "conditions", "ready") !== false);
  if (!served) return waiting("[1/2] waiting for a ready pod behind the Service");
  if (type === "LoadBalancer" && listAt(live, "status", "loadBalancer", "ingress").length === 0) {
    return waiting("[2/2] waiting for the load balancer's address");
  }
  return ready;
}

function explain(live: JsonObject): Promise<string[]> {
  const selector = at(live, "spec", "selector");
  return Promise.resolve([`no ready pod has the labels ${isObject(selector) ? selectorOf(selector) : "it selects"}`]);
}
