import { readFileSync } from "node:fs";
import { join } from "node:path";
import { receiverNames } from "../../components/monitoring/contacts";
import { clients, type Pod } from "./realStack";
import { stack } from "./stack";

/** What Alertmanager sent about a group of alerts. */
export interface Message {
  /** Whom it was sent to, such as `on-call`. */
  readonly receiver: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Such as `[FIRING:1] ServiceDown postgres (orchestrix-pilot P0)`. */
  readonly title: string;
}

const port = 8080;
const secret = "e2e-contacts";

/**
 * Everybody whom Alertmanager may tell, outside of the stack's namespace. They are told as by Slack, since the
 * Alertmanager of the test images is too old to read the address of a webhook from a file.
 */
export class Receiver {
  private pod?: Pod;

  /** Starts it and gives the stack's Alertmanager its addresses, as a person does: by a Secret and by settings. */
  async start(): Promise<void> {
    const metadata = { name: "receiver", namespace: clients, labels: { app: "receiver" } };
    const data = { "receiver.py": readFileSync(join(__dirname, "monitoringReceiver.py"), "utf8") };
    await stack.apply({ apiVersion: "v1", kind: "ConfigMap", metadata, data });
    await stack.apply({ apiVersion: "v1", kind: "Pod", metadata, spec: receiverPod(stack.images.application) });
    await stack.ask("wait", "pod/receiver", "--namespace", clients, "--for", "condition=Ready", "--timeout", "60s");
    [this.pod] = await stack.pods("receiver", clients);
    const { ip } = this.pod;
    const addresses = Object.values(receiverNames).map((name) => [`${name}-slack-url`, `http://${ip}:${port}/${name}`]);
    await stack.apply({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: secret, namespace: "orchestrix-pilot" },
      stringData: Object.fromEntries(addresses),
    });
    configureContacts(["slack:#alerts"], secret, [`${ip}/32`], port);
    await stack.run("up");
    await stack.rollout("deployment/alertmanager");
  }

  /** Everything that was sent, oldest first. */
  async messages(): Promise<Message[]> {
    if (!this.pod) return [];
    const { body } = await stack.within(this.pod, { request: { url: `http://127.0.0.1:${port}/` } });
    return body.map((posted: any) => ({
      receiver: posted.receiver,
      at: posted.at * 1000,
      title: posted.body.attachments[0].title,
    }));
  }

  /** Takes it away, and its addresses from the settings: the next `up` makes Alertmanager tell nobody again. */
  async stop(): Promise<void> {
    configureContacts([], "", [], 443);
    await stack.ask("delete", "secret", secret, "--namespace", "orchestrix-pilot", "--ignore-not-found");
    await stack.ask("delete", "pod/receiver", "configmap/receiver", "--namespace", clients, "--ignore-not-found");
  }
}

function configureContacts(contacts: string[], secretName: string, cidrs: string[], webhookPort: number): void {
  stack.configure({
    ...Object.fromEntries(Object.keys(receiverNames).map((who) => [`alerting.${who}`, contacts])),
    "alerting.secret": secretName,
    "alerting.cidrs": cidrs,
    "alerting.webhookPort": webhookPort,
  });
}

function receiverPod(image: string) {
  return {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: "receiver",
        image,
        command: ["python3", "/receiver/receiver.py", String(port)],
        readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
        volumeMounts: [{ name: "program", mountPath: "/receiver" }],
      },
    ],
    volumes: [{ name: "program", configMap: { name: "receiver" } }],
  };
}
