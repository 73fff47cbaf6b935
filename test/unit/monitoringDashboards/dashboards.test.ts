import { expect } from "chai";
import { drawn, everything, expressions, isRow, namespace, panelOf, panelsOf, queriesOf } from "./given";

const allPanels = () =>
  [...drawn()].flatMap(([uid, dashboard]) =>
    panelsOf(dashboard).map((panel) => ({ where: `${uid}, ${panel.title ?? ""}`, panel })),
  );

describe("dashboards", () => {
  it("are those that the alerts link to, each once", () => {
    expect([...drawn().keys()]).to.have.members([
      "system-overview",
      "episodic-memory",
      "reputation-service",
      "redis",
      "postgres",
      "weaviate",
      "kubernetes",
      "backups",
      "slo",
    ]);
    for (const [uid, dashboard] of drawn()) expect(dashboard.uid).to.equal(uid);
  });

  it("say what each panel shows, in which unit, from the provisioned Prometheus", () => {
    for (const { where, panel } of allPanels()) {
      expect(panel.description, where).to.match(/^[A-Z0-9].{15,}[.]$/);
      expect(panel.fieldConfig?.defaults.unit, where).to.be.a("string").and.not.equal("");
      expect(panel.datasource, where).to.deep.equal({ type: "prometheus", uid: "prometheus" });
      expect(panel.targets, where).not.to.be.empty;
      for (const query of queriesOf(panel)) {
        expect(query.datasource, where).to.deep.equal({ type: "prometheus", uid: "prometheus" });
      }
    }
  });

  it("cannot be changed in the browser", () => {
    for (const [uid, dashboard] of drawn()) expect(dashboard.editable, uid).to.equal(false);
  });

  it("have no two panels of a name in a section, none over another, and none beyond the edge", () => {
    for (const [uid, { panels = [] }] of drawn()) {
      const taken = new Set<string>();
      const titles = new Set<string>();
      for (const panel of panels) {
        const { x, y, w, h } = panel.gridPos ?? { x: 0, y: 0, w: 0, h: 0 };
        expect(w * h, uid).to.be.greaterThan(0);
        expect(x + w, uid).to.be.at.most(24);
        for (let cell = 0; cell < w * h; cell++) {
          const place = `${x + (cell % w)} ${y + Math.floor(cell / w)}`;
          expect(taken, `${uid}, ${panel.title ?? ""}`).not.to.include(place);
          taken.add(place);
        }
        if (isRow(panel)) titles.clear();
        expect(titles, uid).not.to.include(panel.title);
        titles.add(panel.title ?? "");
      }
      expect(new Set(panels.map(({ id }) => id)).size, uid).to.equal(panels.length);
    }
  });

  it("ask for one namespace where a metric knows namespaces", () => {
    for (const { where, expression } of expressions()) {
      const selectors = expression.match(/\b(?:kube|container|kubelet)_\w+(?:\{[^}]*\})?/g) ?? [];
      for (const selector of selectors) expect(selector, where).to.include(`namespace="${namespace}"`);
    }
  });

  it("leave out what only kubelets know where they are not scraped, and nothing that remains is empty", () => {
    const without = { ...everything, parts: { ...everything.parts, kubelet: false } };
    const asks = (scope: typeof everything) =>
      expressions(scope).filter(({ expression }) => /\b(?:container|kubelet)_\w+_/.test(expression)).length;
    expect(asks(everything)).to.be.greaterThan(10);
    expect(expressions(without).filter(({ expression }) => /\bcontainer_|\bkubelet_/.test(expression))).to.deep.equal(
      [],
    );
    for (const [uid, { panels = [] }] of drawn(without)) {
      expect(panels.length, uid).to.be.greaterThan(1);
      panels.forEach((panel, index) => {
        if (isRow(panel))
          expect(panels[index + 1]?.type, `${uid}, ${panel.title ?? ""}`).not.to.be.oneOf(["row", undefined]);
      });
    }
  });

  it("show requests from traces where there is Jaeger", () => {
    const asks = (jaeger: boolean) =>
      expressions({ ...everything, parts: { ...everything.parts, jaeger } }).some(({ expression }) =>
        expression.includes("traces_span_metrics_calls_total"),
      );
    expect([asks(true), asks(false)]).to.deep.equal([true, false]);
  });

  it("show a service's requests from its traces on the first page where it counts none itself", () => {
    const applications = everything.applications.map((application) =>
      application.name === "episodic-memory" ? { ...application, requests: "spans" as const } : application,
    );
    const queries = queriesOf(panelOf({ ...everything, applications }, "system-overview", "Requests"));
    expect(queries.map(({ expr }) => /^sum\(rate\((\w+)/.exec(expr)?.[1])).to.deep.equal([
      "traces_span_metrics_calls_total",
      "http_requests_total",
    ]);
  });

  it("turn red where the runbook's alerts fire", () => {
    const thresholds = {
      Errors: 0.05,
      "Slow requests": 0.05,
      "CPU of limit": 0.8,
      "Memory of limit": 0.8,
      "Redis memory of maximum": 0.9,
      "Volume use": 0.85,
    };
    for (const [title, value] of Object.entries(thresholds)) {
      const { fieldConfig } = panelOf(everything, "system-overview", title);
      expect(fieldConfig?.defaults.thresholds?.steps, title).to.deep.equal([
        { value: null, color: "green" },
        { value, color: "red" },
      ]);
    }
  });

  it("turn red below a value that must not fall", () => {
    const { fieldConfig } = panelOf(everything, "slo", "Availability");
    expect(fieldConfig?.defaults.thresholds?.steps).to.deep.equal([
      { value: null, color: "red" },
      { value: 0.999, color: "green" },
    ]);
  });
});
