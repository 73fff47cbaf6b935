import { expect } from "chai";
import { engineTopology } from "../../components";
import { readStackSettings } from "../../operations/project";
import { clients, type Pod, strangers } from "./realStack";
import { stack } from "./stack";

const topology = engineTopology(readStackSettings("e2e"));
const everyPort = topology.applications.flatMap(({ ports }) => ports.map(({ port }) => port));

/** Whether the topology lets pods of an application, or of a namespace, open a port of an application. */
function declared(from: Pod, to: string, port: number): boolean {
  const names = topology.applications.find(({ name }) => name === to)?.ports.filter((each) => each.port === port) ?? [];
  const opens = (ports: readonly string[]) => names.some(({ name }) => ports.includes(name));
  return from.namespace === "orchestrix-pilot"
    ? topology.calls.some((call) => call.from === from.app && call.to === to && opens(call.ports))
    : topology.entries.some(
        (entry) => entry.namespaces.includes(from.namespace) && entry.to === to && opens(entry.ports),
      );
}

describe("network, probed from inside the pods' own network namespaces", () => {
  it("lets through exactly the topology: every pod to every pod and Service, every port", async () => {
    const pods = await stack.pods();
    const services = await Promise.all(
      topology.applications.map(async ({ name }) => ({
        app: name,
        ip: (await stack.object("service", name)).spec.clusterIP,
      })),
    );
    const sources = [...pods, await stack.probe(clients), await stack.probe(strangers)];
    let [probed, open] = [0, 0];
    for (const from of sources) {
      // A pod's own Service may lead it back to itself, which no policy ever denies.
      const others = [...pods.filter(({ uid }) => uid !== from.uid), ...services.filter(({ app }) => app !== from.app)];
      const targets = others.flatMap(({ app, ip }) => everyPort.map((port) => ({ app, host: ip, port })));
      const results: string[] = await stack.within(from, { connect: targets });
      const wrong = targets.flatMap(({ app, host, port }, index) => {
        const expected = declared(from, app, port) ? "open" : "blocked";
        // A Service forwards its own ports only; any other of its address is nobody's, and refused at once.
        const isService = services.some(({ ip }) => ip === host);
        const right =
          results[index] === expected || (isService && expected === "blocked" && results[index] === "refused");
        return right
          ? []
          : [`${from.namespace}/${from.name} to ${app} ${host}:${port} is ${results[index]}, not ${expected}`];
      });
      expect(wrong).to.deep.equal([]);
      probed += targets.length;
      open += results.filter((result) => result === "open").length;
    }
    stack.note("connections probed", `${probed}, of which ${open} are open, as declared`);
  });

  it("lets those who call something ask DNS, and nobody else", async () => {
    const { spec } = JSON.parse(
      await stack.ask("get", "service", "kube-dns", "--namespace", "kube-system", "--output", "json"),
    );
    for (const pod of await stack.pods()) {
      const calls = [...topology.calls, ...stack.topology().exits].some(({ from }) => from === pod.app);
      const resolve = { server: spec.clusterIP, name: "redis.orchestrix-pilot.svc.cluster.local" };
      expect(await stack.within(pod, { resolve }), `${pod.name} over UDP`).to.equal(calls);
      const [overTcp] = await stack.within(pod, { connect: [{ host: spec.clusterIP, port: 53 }] });
      expect(overTcp, `${pod.name} over TCP`).to.equal(calls ? "open" : "blocked");
    }
  });

  it("lets nobody out but where it is declared: to the API server, to the node, to other namespaces", async () => {
    const { spec } = JSON.parse(await stack.ask("get", "service", "kubernetes", "--output", "json"));
    const nodes = JSON.parse(await stack.ask("get", "nodes", "--output", "json"));
    const address = nodes.items[0].status.addresses.find(({ type }: any) => type === "InternalIP").address;
    // A policy sees the address behind a Service.
    const targets = [
      { host: spec.clusterIP, port: 443, behind: { host: address, port: 6443 } },
      { host: address, port: 6443 },
      { host: address, port: 10250 },
      { host: (await stack.probe(clients)).ip, port: 8080 },
    ];
    const { exits } = stack.topology();
    for (const pod of await stack.pods()) {
      const results = await stack.within(pod, { connect: targets });
      const expected = targets.map(({ behind, ...target }) => {
        const { host, port } = behind ?? target;
        const leads = exits.some(
          ({ from, cidrs, ports }) => from === pod.app && cidrs.includes(`${host}/32`) && ports.includes(port),
        );
        return leads ? "open" : "blocked";
      });
      expect(results, pod.name).to.deep.equal(expected);
    }
  });
});
