import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readStoredSecrets } from "../../../operations/posture/storedSecrets";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("posture of the stored bytes of Secrets", () => {
  const folder = mkdtempSync(join(tmpdir(), "stored-secrets-"));
  const file = (name: string) => join(folder, name);
  const servers: Server[] = [];
  let asked: { url?: string; body: { key: string; range_end: string } };
  let answer: { status: number; body: string };

  /** Answers as etcd's gateway does, on a port or a socket. */
  const listen = async (server: Server, at: string | number): Promise<number> => {
    servers.push(server);
    const place = typeof at === "number" ? { port: at, host: "127.0.0.1" } : { path: at };
    await new Promise<void>((resolve) => server.listen(place, resolve));
    return (server.address() as AddressInfo).port;
  };
  const gateway: RequestListener = (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked = { url: request.url, body: JSON.parse(body) as typeof asked.body };
      response.writeHead(answer.status).end(answer.body);
    });
  };

  beforeEach(() => {
    const kvs = [
      { key: base64("/registry/secrets/checked/encrypted"), value: base64("k8s:enc:secretbox:v1:key:#########") },
      { key: base64("/registry/secrets/checked/plain"), value: base64("k8s\0\n\fhunter2") },
      { key: base64("/registry/secrets/checked/short"), value: "" },
    ];
    answer = { status: 200, body: JSON.stringify({ kvs }) };
  });
  after(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true });
  });

  it("are not looked at where no etcd is named", async () => {
    expect(await readStoredSecrets("checked", {})).to.equal(undefined);
    expect(await readStoredSecrets("checked", { ETCDCTL_ENDPOINTS: "" })).to.equal(undefined);
  });

  it("tell what is encrypted, of one namespace, through a socket", async () => {
    await listen(createServer(gateway), file("etcd.sock:0"));
    const stored = await readStoredSecrets("checked", { ETCDCTL_ENDPOINTS: `unix://${file("etcd.sock:0")}` });
    expect(stored).to.deep.equal({
      secrets: [
        { name: "encrypted", encrypted: true },
        { name: "plain", encrypted: false },
        { name: "short", encrypted: false },
      ],
    });
    expect(asked).to.deep.equal({
      url: "/v3/kv/range",
      body: { key: base64("/registry/secrets/checked/"), range_end: base64("/registry/secrets/checked0") },
    });
  });

  it("are read with a client certificate, and not without one", async () => {
    const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
    const subject = ["-subj", "/CN=etcd", "-addext", "subjectAltName=IP:127.0.0.1"];
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "1",
      "-keyout",
      "key",
      "-out",
      "cert",
      ...subject,
    );
    const [key, cert] = ["key", "cert"].map((name) => readFileSync(file(name)));
    const secure = createSecureServer({ key, cert, ca: cert, requestCert: true, rejectUnauthorized: true }, gateway);
    const ETCDCTL_ENDPOINTS = `https://127.0.0.1:${await listen(secure, 0)},https://127.0.0.1:1`;
    const known = { ETCDCTL_ENDPOINTS, ETCDCTL_CACERT: file("cert") };
    const client = { ...known, ETCDCTL_CERT: file("cert"), ETCDCTL_KEY: file("key") };
    expect(await readStoredSecrets("checked", client))
      .to.have.property("secrets")
      .with.length(3);
    expect(await readStoredSecrets("checked", known)).to.have.property("unread");
    expect(await readStoredSecrets("checked", { ETCDCTL_ENDPOINTS })).to.have.property("unread");
  });

  it("are not known, with the reason and nothing of the answer, when etcd does not give them", async () => {
    const ETCDCTL_ENDPOINTS = `http://127.0.0.1:${await listen(createServer(gateway), 0)}`;
    const reason = async () => (await readStoredSecrets("checked", { ETCDCTL_ENDPOINTS })) as { unread: string };
    answer = { status: 401, body: "hunter2" };
    expect((await reason()).unread).to.equal(`etcd at ${ETCDCTL_ENDPOINTS}: it answered 401`);
    answer = { status: 200, body: "hunter2" };
    expect((await reason()).unread).to.equal(`etcd at ${ETCDCTL_ENDPOINTS}: its answer is no JSON`);
  });

  it("are not known when etcd cannot be reached, or its address or certificate is none", async () => {
    const unread = async (environment: object) =>
      ((await readStoredSecrets("checked", environment)) as { unread: string }).unread;
    expect(await unread({ ETCDCTL_ENDPOINTS: "http://127.0.0.1:1" })).to.include("ECONNREFUSED");
    expect(await unread({ ETCDCTL_ENDPOINTS: "127.0.0.1:2379" })).to.include("must start with https://");
    const missing = { ETCDCTL_ENDPOINTS: "https://127.0.0.1:1", ETCDCTL_CACERT: file("nothing") };
    expect(await unread(missing)).to.include("ENOENT");
  });
});
