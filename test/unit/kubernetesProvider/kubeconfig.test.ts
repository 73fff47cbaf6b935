import { expect } from "chai";
import { loadConnection } from "../../../local/plugins/kubernetes/kubeconfig";

const kubeconfig = (user: object): string =>
  JSON.stringify({
    "current-context": "here",
    contexts: [
      { name: "here", context: { cluster: "a", user: "me", namespace: "mine" } },
      { name: "there", context: { cluster: "b", user: "me" } },
    ],
    clusters: [
      { name: "a", cluster: { server: "https://a.example:6443", "certificate-authority-data": "Y2E=" } },
      { name: "b", cluster: { server: "https://b.example/prefix", "insecure-skip-tls-verify": true } },
    ],
    users: [{ name: "me", user }],
  });

describe("a kubeconfig", () => {
  it("leads to the server of its current context, with its certificate authority and token", () => {
    const connection = loadConnection({ kubeconfig: kubeconfig({ token: "t0ken" }) });
    expect(connection.server.host).to.equal("a.example:6443");
    expect(connection.namespace).to.equal("mine");
    expect(String(connection.tls.ca)).to.equal("ca");
    expect(connection.tls.rejectUnauthorized).to.equal(true);
    expect(connection.authorization()).to.equal("Bearer t0ken");
  });

  it("leads to the context that is asked for", () => {
    const connection = loadConnection({ kubeconfig: kubeconfig({}), context: "there" });
    expect(connection.server.href).to.equal("https://b.example/prefix");
    expect(connection.namespace).to.equal("default");
    expect(connection.tls.rejectUnauthorized).to.equal(false);
    expect(connection.authorization()).to.equal(undefined);
  });

  it("is refused with the names that it has, or the way to log in that cannot be served", () => {
    expect(() => loadConnection({ kubeconfig: kubeconfig({}), context: "nowhere" })).to.throw(
      'has no context "nowhere"; it has: here, there',
    );
    expect(() => loadConnection({ kubeconfig: kubeconfig({ exec: {} }) })).to.throw(/"exec".*genuine plugin/);
    expect(() => loadConnection({ kubeconfig: "/nowhere/kubeconfig" })).to.throw(
      /cannot read the kubeconfig \/nowhere\/kubeconfig .*set KUBECONFIG/,
    );
  });
});
