// Runs in a pod's network namespace: a task as JSON on standard input, its result as JSON on standard output.
//   {"connect": [{"host", "port"}, ...]}           -> "open", "refused" (let through, nobody listens) or "blocked", each
//   {"resolve": {"server", "name"}}                -> whether the DNS server answers over UDP
//   {"request": {"url", "method", "headers", "body"}} -> {"status", "body"}; status 0 if there was no answer
//   {"load": {"url", "seconds", "concurrency"}}    -> {"statuses": {"200": n, ...}}
//   {"write": {"url", "body", "seconds"}}          -> {"acknowledged": n, "refused": n}, one after the other
import http from "node:http";
import { connect } from "node:net";
import { Resolver } from "node:dns/promises";

const patience = 1500;

const tasks = {
  connect: (targets) => Promise.all(targets.map(reach)),
  async resolve({ server, name }) {
    const resolver = new Resolver({ timeout: patience, tries: 1 });
    resolver.setServers([server]);
    return resolver.resolve4(name).then(
      () => true,
      () => false,
    );
  },
  request,
  async load({ url, seconds, concurrency }) {
    const statuses = {};
    const until = Date.now() + seconds * 1000;
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        while (Date.now() < until) {
          const { status } = await request({ url });
          statuses[status] = (statuses[status] ?? 0) + 1;
        }
      }),
    );
    return { statuses };
  },
  async write({ url, body, seconds }) {
    const result = { acknowledged: 0, refused: 0 };
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until) {
      const { status } = await request({ url, method: "POST", body });
      if (status === 200) result.acknowledged++;
      else result.refused++;
      await new Promise((resolve) => setTimeout(resolve, status === 200 ? 5 : 200));
    }
    return result;
  },
};

function reach({ host, port }) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(patience, () => end("blocked"));
    socket.on("connect", () => end("open"));
    socket.on("error", ({ code }) => end(code === "ECONNREFUSED" ? "refused" : "blocked"));
  });
}

/** Not fetch, which refuses a GET with a body, as the application's API has one. */
function request({ url, method = "GET", headers = {}, body }) {
  return new Promise((resolve) => {
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const outgoing = http.request(url, { method, headers: { ...headers, ...type }, agent: false, timeout: 10_000 });
    outgoing.on("response", (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => resolve({ status: response.statusCode, body: parsed(text) }));
      response.on("error", (error) => resolve({ status: 0, body: String(error) }));
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer within 10 s")));
    outgoing.on("error", (error) => resolve({ status: 0, body: String(error) }));
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const [[name, argument]] = Object.entries(JSON.parse(Buffer.concat(chunks).toString()));
console.log(JSON.stringify(await tasks[name](argument)));
process.exit(0);
