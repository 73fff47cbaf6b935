import { join } from "node:path";
import { expect } from "chai";
import { etcdSocket } from "../../local/cluster/components";
import { posture, type PostureOptions } from "../../operations/posture/posture";
import type { LineReport, PostureReport } from "../../operations/posture/report";
import { readStackSettings } from "../../operations/project";
import type { ChecklistLine } from "../../policies/checklist";
import { stackPolicy } from "../../policies/stackPolicy";
import { eventually, type Kubectl, kubectlFor } from "./kubectl";
import { LocalStack } from "./localStack";
import { writeOnlookers } from "./onlookers";

export const namespace = "orchestrix-pilot";
export const inNamespace = `--namespace=${namespace}`;

/** What of an object a person declares, whatever its kind has. */
type Stored = Record<"apiVersion" | "kind" | "spec" | "data" | "metadata", any>;

const declared = ({ apiVersion, kind, spec, data, metadata: { name, namespace, labels, annotations } }: Stored) => ({
  apiVersion,
  kind,
  spec,
  data,
  metadata: { name, namespace, labels, annotations },
});

/** A line of a report. */
export const line = ({ lines }: PostureReport, name: ChecklistLine): LineReport =>
  lines.filter((each) => each.line === name)[0];

/** Stack `local`, deployed, whose posture is looked at while it is broken. */
export class PostureStack extends LocalStack {
  /** kubectl with the administrator's rights, once the stack is started. */
  admin!: Kubectl;
  private etcd = {};

  override async start(): Promise<void> {
    await super.start();
    const { home, kubeconfig } = await this.heal();
    this.admin = await kubectlFor(kubeconfig);
    this.etcd = { ETCDCTL_ENDPOINTS: `unix://${join(home, etcdSocket)}` };
    process.env.KUBECONFIG = [kubeconfig, writeOnlookers(kubeconfig, this.root)].join(":");
    await this.run("up");
  }

  look(options: Partial<PostureOptions> = {}): Promise<PostureReport> {
    return posture({ namespace, policy: stackPolicy(readStackSettings("local")), etcd: this.etcd, ...options });
  }

  /** The problems of a line, as soon as it has some. */
  async problems(name: ChecklistLine): Promise<string> {
    let problems: readonly string[] = [];
    await eventually(async () => {
      ({ problems } = line(await this.look(), name));
      expect(problems).not.to.deep.equal([]);
    });
    return problems.join("\n");
  }

  /** The problems of a line while an object is changed by kubectl. It is put back, and the line is without them again. */
  async broken(name: ChecklistLine, [kind, object]: [string, string], ...change: string[]): Promise<string> {
    const before = await this.admin.get<Stored>(kind, object, inNamespace);
    await this.ask(...change, inNamespace);
    try {
      return await this.problems(name);
    } finally {
      await this.admin.apply(declared(before));
      await eventually(async () => {
        expect(line(await this.look(), name).problems).to.deep.equal([]);
      });
    }
  }
}
