import { processesOf } from "./processes";
import { stack } from "./stack";

/**
 * A pod of the stack's namespace whose one container runs a Python program, and lives on without it. It is no part of
 * any service, so that none suffers.
 */
export class HungryPod {
  constructor(
    private readonly name: string,
    private readonly limits: { readonly cpu: string; readonly memory: string },
    private readonly program: string,
  ) {}

  async start(): Promise<void> {
    const { name, limits, program } = this;
    // The namespace lets no container in without probes; a throttled one is slow to answer.
    const probe = { exec: { command: ["true"] }, periodSeconds: 60, timeoutSeconds: 30 };
    const container = {
      name,
      image: stack.images.application,
      command: ["sh", "-c", 'python3 -c "$0"; exec sleep 86400', program],
      readinessProbe: probe,
      livenessProbe: probe,
      resources: { requests: { cpu: "25m", memory: "32Mi" }, limits },
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
      },
    };
    await stack.apply({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "orchestrix-pilot", labels: { app: name } },
      spec: {
        serviceAccountName: "reputation-service",
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [container],
      },
    });
  }

  /** Ends the program; the container, which the metrics are about, stays. */
  async feed(): Promise<void> {
    const [{ uid }] = await stack.pods(this.name);
    for (const { pid, name } of processesOf(uid)) if (name.startsWith("python")) process.kill(pid, "SIGKILL");
  }

  async remove(): Promise<void> {
    await stack.ask("delete", "pod", this.name, "--namespace", "orchestrix-pilot", "--ignore-not-found");
  }
}
