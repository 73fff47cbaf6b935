import { expect } from "chai";
import { type TestImageName, recipes } from "./images/recipes";
import { stack } from "./stack";

const namespace = "e2e-images";

/** Images that no other part of the suite starts yet; the program, where it is not the entry point. */
const programs: readonly { image: TestImageName; command?: string; arguments: string[]; prints: RegExp }[] = [
  { image: "prometheus", arguments: ["--version"], prints: /^prometheus, version 3\.\d+\.\d+ / },
  {
    image: "prometheus",
    command: "/bin/promtool",
    arguments: ["--version"],
    prints: /^promtool, version 3\.\d+\.\d+ /,
  },
  { image: "prometheus", command: "sh", arguments: ["-c", "id -u"], prints: /^65534$/ },
  { image: "alertmanager", arguments: ["--version"], prints: /^alertmanager, version \d+\.\d+\.\d+/ },
  { image: "redis-exporter", arguments: ["--version"], prints: /Redis Metrics Exporter v?\d+\.\d+\.\d+/ },
  { image: "postgres-exporter", arguments: ["--version"], prints: /^postgres_exporter, version \d+\.\d+\.\d+/ },
  { image: "blackbox-exporter", arguments: ["--version"], prints: /^blackbox_exporter, version \d+\.\d+\.\d+/ },
  { image: "restic", arguments: ["version"], prints: /^restic \d+\.\d+\.\d+ / },
  { image: "kubectl", arguments: ["version", "--client"], prints: /^Client Version: v1\.36\.\d+$/m },
];

describe("images that start as their own user, where Pod Security restricted is enforced", () => {
  before(async () => {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await stack.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } });
    for (const program of programs) await stack.apply(pod(program));
  });
  after(() => stack.ask("delete", "namespace", namespace, "--ignore-not-found", "--timeout", "60s"));

  for (const program of programs) {
    const name = nameOf(program);
    it(name, async () => {
      const ended = async () => ["Succeeded", "Failed"].includes((await status(name)).phase);
      await stack.until(`${name} has ended`, 60, ended);
      const printed = await stack.ask("logs", name, "--namespace", namespace);
      const { phase, containerStatuses } = await status(name);
      expect(phase, printed).to.equal("Succeeded");
      expect(printed).to.match(program.prints);
      // As the container runtime says it, not as the pod asks for it: the pod names no user.
      const { uid, gid } = recipes[program.image].user;
      expect(containerStatuses[0].user.linux).to.include({ uid, gid });
    });
  }
});

function nameOf({ image, command }: (typeof programs)[number]): string {
  return command ? `${image}-${command.replace("/bin/", "")}` : image;
}

async function status(name: string): Promise<any> {
  const found = JSON.parse(await stack.ask("get", "pod", name, "--namespace", namespace, "--output", "json"));
  return found.status;
}

function pod(program: (typeof programs)[number]) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: nameOf(program), namespace },
    spec: {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "program",
          image: stack.images[program.image],
          ...(program.command && { command: [program.command] }),
          args: program.arguments,
          securityContext: {
            readOnlyRootFilesystem: true,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    },
  };
}
