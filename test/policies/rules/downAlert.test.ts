import { expect } from "chai";
import { stringify } from "yaml";
import { downAlert as rule } from "../../../policies/rules/downAlert";
import { given, object } from "../given";
import { found } from "../givenStack";

const groups = (rules: object[]) => ({ groups: [{ name: "g", rules }] });
const configMap = (text: string) => object("v1", "ConfigMap", { data: { "rules.yml": text } });
const alerting = (expr: string) => configMap(stringify(groups([{ alert: "Down", expr }])));
const down = [["Deployment/checked/app", "metadata.name", "no alert fires when app is down"]];
const after = (...objects: ReturnType<typeof object>[]) => found(rule, [given("Deployment"), ...objects]);

describe("policy down-alert", () => {
  it("is kept by an alert that asks for the workload's life", () => {
    for (const expr of [
      'up{job="app"} == 0',
      'absent(up{namespace="n", job="app"})',
      'up{job=~"other|app"} == 0',
      'up { job =~ "a.*" } == 0',
      'probe_success{job="blackbox",service="app"} == 0',
      'kube_deployment_status_replicas_available{deployment="app"} == 0',
      'sum(rate(x{a="}"}[5m])) > 0 and up{zone="}",job="app"} == 0',
    ]) {
      expect(after(alerting(expr)), expr).to.have.length(0);
    }
    const spec = groups([{ alert: "Down", expr: 'up{job="app"} == 0' }]);
    expect(after(object("monitoring.coreos.com/v1", "PrometheusRule", { spec }))).to.have.length(0);
  });

  it("is broken by alerts about something else, and by recording rules", () => {
    for (const expr of [
      'up{job="application"} == 0',
      'up{job!="app"} == 0',
      'up{job=~"ap"} == 0',
      'up{job=~"(app"} == 0',
      "up == 0",
      'startup{job="app"} == 0',
      'rate(http_requests_total{job="app"}[5m]) == 0',
    ]) {
      expect(after(alerting(expr)), expr).to.deep.equal(down);
    }
    expect(after(configMap(stringify(groups([{ record: "r", expr: 'up{job="app"}' }]))))).to.deep.equal(down);
    expect(after()).to.deep.equal(down);
  });

  it("reads past what is no file of rules", () => {
    for (const text of [
      "groups: [",
      "groups:\n  a: 1\n",
      "groups:\n",
      "# groups: none",
      "groups:\n- a\n",
      "groups:\n- rules:\n",
    ]) {
      expect(after(configMap(text)), text).to.deep.equal(down);
    }
    for (const fields of [{}, { data: {} }, { data: null }]) {
      expect(after(object("v1", "ConfigMap", fields))).to.deep.equal(down);
    }
    expect(after(object("monitoring.coreos.com/v1", "PrometheusRule", {}))).to.deep.equal(down);
  });

  it("asks for an alert of every kind that runs for ever, and of no other", () => {
    for (const kind of ["Deployment", "StatefulSet", "DaemonSet"]) expect(found(rule, [given(kind)])).to.have.length(1);
    for (const kind of ["Job", "CronJob", "Pod"]) expect(found(rule, [given(kind)])).to.have.length(0);
  });
});
