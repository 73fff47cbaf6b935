import { expect } from "chai";
import { find, ofKind, predecessors, recordStack, type Registration, workloads } from "./recording";

describe("ResearchEngine", () => {
  for (const stack of ["local", "staging", "prod"]) {
    describe(`of stack ${stack}`, () => {
      let all: Registration[];
      before(async () => {
        all = await recordStack(stack);
      });

      it("has the names, ports and labels that the runbook's commands use", () => {
        const ports = {
          "episodic-memory": 8081,
          "reputation-service": 8090,
          redis: 6379,
          weaviate: 8080,
          postgres: 5432,
        };
        for (const [name, port] of Object.entries(ports)) {
          const workload = find(all, name === "postgres" ? "StatefulSet" : "Deployment", name);
          expect(workload.inputs.metadata.namespace).to.equal("orchestrix-pilot");
          expect(workload.inputs.spec.template.metadata.labels.app).to.equal(name);
          expect(workload.inputs.spec.template.spec.containers[0].name).to.equal(name);
          const service = find(all, "Service", name);
          expect(service.inputs.spec.selector).to.deep.equal({ app: name });
          expect(service.inputs.spec.ports.map((p: { port: number }) => p.port)).to.include(port);
        }
        find(all, "HorizontalPodAutoscaler", "episodic-memory-hpa");
        find(all, "ResourceQuota", "pilot-resource-quota");
        find(all, "LimitRange", "pilot-limit-range");
        find(all, "NetworkPolicy", "default-deny-all");
      });

      it("puts every object into the namespace, or names it after the namespace, under a fixed name", () => {
        for (const { name, inputs } of all.filter((r) => r.type.startsWith("kubernetes:"))) {
          expect(inputs.metadata.name, name).to.be.a("string");
          if (inputs.metadata.namespace) expect(inputs.metadata.namespace, name).to.equal("orchestrix-pilot");
          else expect(inputs.metadata.name, name).to.match(/^orchestrix-pilot(-|$)/);
        }
      });

      it("gives every child a name that starts with its component's", () => {
        for (const { name, parent } of all) {
          if (parent.startsWith("orchestrix-pilot") && parent !== `orchestrix-pilot-${stack}`) {
            expect(name).to.match(new RegExp(`^${parent}-`));
          }
        }
      });

      it("enforces Pod Security restricted at a version", () => {
        const { labels } = find(all, "Namespace", "orchestrix-pilot").inputs.metadata;
        for (const mode of ["enforce", "warn", "audit"]) {
          expect(labels[`pod-security.kubernetes.io/${mode}`]).to.equal("restricted");
          expect(labels[`pod-security.kubernetes.io/${mode}-version`]).to.equal("v1.36");
        }
      });

      it("protects the data, what serves it and the namespace, and retains all but what serves it, unless it is a throw-away", () => {
        const real = stack !== "local";
        const claims = ofKind(all, "PersistentVolumeClaim").filter(
          ({ inputs }) => inputs.metadata.name !== "image-scan",
        );
        const kept = [find(all, "Namespace", "orchestrix-pilot"), ...claims];
        expect(kept).to.have.length(7);
        for (const { name, protect, retainOnDelete } of kept) {
          expect({ protect, retainOnDelete }, name).to.deep.equal({ protect: real, retainOnDelete: real });
        }
        const { protect, retainOnDelete } = find(all, "StatefulSet", "postgres");
        expect({ protect, retainOnDelete }).to.deep.equal({ protect: real, retainOnDelete: false });
      });

      it("lets every pod template reference only Secrets, ConfigMaps, claims and accounts that exist, and keys that they have", () => {
        for (const { inputs } of workloads(all)) {
          const { spec } = inputs.spec.template;
          find(all, "ServiceAccount", spec.serviceAccountName);
          for (const { env } of spec.containers) {
            for (const { valueFrom } of env) {
              if (!valueFrom) continue;
              expect(find(all, "Secret", valueFrom.secretKeyRef.name).inputs.data).to.have.property(
                valueFrom.secretKeyRef.key,
              );
            }
          }
          for (const volume of spec.volumes) {
            if (volume.persistentVolumeClaim)
              find(all, "PersistentVolumeClaim", volume.persistentVolumeClaim.claimName);
            if (volume.configMap) find(all, "ConfigMap", volume.configMap.name);
            if (volume.secret) find(all, "Secret", volume.secret.secretName);
          }
        }
      });

      it("starts pods only after isolation, credentials and the stores that they call", () => {
        const order = (kind: string, name: string) => predecessors(all, find(all, kind, name)).join(" ");
        expect(order("Deployment", "episodic-memory"))
          .to.include("redis-workload-deployment")
          .and.include("weaviate-workload-deployment");
        expect(order("Deployment", "episodic-memory")).not.to.include("postgres-workload");
        expect(order("Deployment", "reputation-service"))
          .to.include("postgres-workload-statefulset")
          .and.not.include("redis-workload-deployment");
        for (const workload of workloads(all)) {
          expect(predecessors(all, workload).join(" "), workload.name)
            .to.include("network-default-deny-all")
            .and.include("credentials-");
        }
      });
    });
  }

  it("leaves the data of a protected stack where it is when its size changes: the claim is no template", async () => {
    const [statefulSet] = ofKind(await recordStack("prod"), "StatefulSet");
    expect(statefulSet.inputs.spec).not.to.have.property("volumeClaimTemplates");
  });

  it("gives production the runbook's autoscaler", async () => {
    const { spec } = find(await recordStack("prod"), "HorizontalPodAutoscaler", "episodic-memory-hpa").inputs;
    expect(spec).to.deep.equal({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "episodic-memory" },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
        { type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 80 } } },
      ],
    });
  });

  it("spreads production's replicas over two zones or more", async () => {
    for (const { inputs } of workloads(await recordStack("prod"))) {
      const constraints = inputs.spec.template.spec.topologySpreadConstraints;
      if (inputs.metadata.name === "episodic-memory" || inputs.metadata.name === "reputation-service") {
        expect(constraints[0]).to.include({
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "DoNotSchedule",
          minDomains: 2,
        });
      } else {
        expect(constraints).to.equal(undefined);
      }
    }
  });
});
