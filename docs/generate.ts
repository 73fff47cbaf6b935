/**
 * Writes what is derived from the code: the configuration schema in Pulumi.yaml, the settings table and the picture of
 * the namespace in README.md, and tables, pictures and drawings in docs/. With --check nothing is written, and a
 * file that is out of date is an error.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { engineTopology, readSettings, runbookNamespace, schema, type Setting, type Topology } from "../components";
import type { AlertArgs, Parts } from "../components/monitoring/alerts/args";
import { dashboards } from "../components/monitoring/dashboards";
import { alertArgs } from "../components/monitoring/monitoringArguments";
import { type Section, sections } from "../policies/checklist";
import { isObjectRule } from "../policies/rule";
import { rules } from "../policies/rules";
import { alertsTable } from "./alertsTable";
import { dashboardDrawing } from "./dashboardDrawing";

const root = join(__dirname, "..");
const project = "orchestrix-pilot";
const settings = Object.entries(schema as Record<string, Setting<unknown>>);

function pulumiProject(): string {
  const config = {
    // Configuration and credentials change in place; the pods roll by checksum.
    "kubernetes:enableConfigMapMutable": { value: "true" },
    "kubernetes:enableSecretMutable": { value: "true" },
    ...Object.fromEntries(settings.map(([key, setting]) => [key, declaration(setting)])),
  };
  return (
    "# The configuration schema below is generated from components/settingsSchema.ts: `make generate`.\n" +
    stringify(
      {
        name: project,
        description: "The production namespace of the Agentic Research Engine",
        runtime: { name: "nodejs", options: { typescript: true } },
        config,
      },
      { lineWidth: 0 },
    )
  );
}

function declaration(setting: Setting<unknown>) {
  return {
    type: setting.type,
    ...(setting.items === undefined ? {} : { items: { type: setting.items } }),
    description: setting.description,
    ...(setting.default === undefined ? {} : { default: setting.default }),
  };
}

function settingsTable(): string {
  const rows = settings.map(([key, { type, default: value, description, constraint }]) => {
    const shown = value === undefined ? "required" : `\`${JSON.stringify(value)}\``;
    return `| \`${key}\` | ${type} | ${shown} | ${description} Must be ${constraint}. |`;
  });
  return ["| Key | Type | Default | Meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** A stack that has everything. */
const example = readSettings(
  Object.fromEntries(
    Object.entries({
      application: { image: `application@sha256:${"0".repeat(64)}` },
      clients: { namespaces: ["clients"] },
      monitoring: { apiServerCidrs: ["10.96.0.1/32"], nodeCidrs: ["10.0.0.0/8"] },
    }).map(([key, value]) => [`${project}:${key}`, JSON.stringify(value)]),
  ),
  project,
);

/** The same without those who watch, who call everybody. */
const unwatched = {
  ...example,
  "monitoring.prometheus": "none",
  "monitoring.alertmanager": "none",
  "monitoring.grafana": false,
  "monitoring.jaeger": false,
  "tracing.enabled": false,
};

/** Only what watches, and whom. */
const watching: Topology = {
  ...engineTopology(example),
  calls: engineTopology(example).calls.filter(({ from, to }) =>
    engineTopology(unwatched).applications.every(({ name }) => name !== from || to === "jaeger"),
  ),
  entries: [],
};

const everyAlert: AlertArgs = {
  ...alertArgs(example, runbookNamespace),
  parts: everyPart(alertArgs(example, runbookNamespace).parts),
};

function everyPart(parts: Parts): Parts {
  return Object.fromEntries(Object.keys(parts).map((name) => [name, true])) as unknown as Parts;
}

function picture(topology: Topology): string {
  const node = (name: string) => name.replaceAll("-", "_");
  const numbers = (application: string, names: readonly string[]) =>
    topology.applications
      .filter(({ name }) => name === application)
      .flatMap(({ ports }) => ports.filter(({ name }) => names.includes(name)).map(({ port }) => port))
      .join(", ");
  return [
    "```mermaid",
    "flowchart LR",
    '  clients(["namespaces of clients.namespaces"])',
    `  subgraph ${runbookNamespace}`,
    ...topology.applications.map(({ name }) => `    ${node(name)}["${name}"]`),
    "  end",
    ...topology.entries.map(({ to, ports }) => `  clients -->|${numbers(to, ports)}| ${node(to)}`),
    ...topology.calls.map(({ from, to, ports }) => `  ${node(from)} -->|${numbers(to, ports)}| ${node(to)}`),
    ...topology.exits.map(
      ({ from, ports }) => `  ${node(from)} -->|${ports.join(", ")}| outside(["outside the cluster"])`,
    ),
    "```",
  ].join("\n");
}

function rulesTable(): string {
  return (Object.keys(sections) as Section[])
    .map((section) => {
      const rows = rules
        .filter(({ checklist }) => checklist === section)
        .map((rule) => {
          const gates = isObjectRule(rule) ? "preview, admission" : "preview";
          const frameworks = rule.frameworks.map(({ name, reference }) => `${name} ${reference}`).join("; ");
          return `| \`${rule.id}\` | ${rule.title}. | ${rule.severity} | ${gates} | ${frameworks} |`;
        });
      const table = [
        "| Rule | What holds | Severity | Gates | Frameworks |",
        "| --- | --- | --- | --- | --- |",
        ...rows,
      ];
      const text =
        rows.length > 0 ? table : ["No object can prove it: `orchestrix posture` reads it from the cluster."];
      return [`### ${sections[section]}`, "", ...text].join("\n");
    })
    .join("\n\n");
}

function withSection(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  if (!text.includes(begin)) throw new Error(`there is no line ${begin}`);
  const [before, rest] = text.split(begin);
  return `${before}${begin}\n\n${content}\n\n${end}${rest.split(end)[1]}`;
}

const readme = readFileSync(join(root, "README.md"), "utf8");
const policies = readFileSync(join(root, "docs/policies.md"), "utf8");
const alerts = readFileSync(join(root, "docs/alerts.md"), "utf8");
const monitoring = readFileSync(join(root, "docs/monitoring.md"), "utf8");
const generated = {
  "Pulumi.yaml": pulumiProject(),
  "README.md": withSection(
    withSection(readme, "settings", settingsTable()),
    "namespace",
    picture(engineTopology(unwatched)),
  ),
  "docs/policies.md": withSection(policies, "rules", rulesTable()),
  "docs/alerts.md": withSection(alerts, "alerts", alertsTable(everyAlert)),
  "docs/system-overview.svg": dashboardDrawing(dashboards(everyAlert)[0]),
  "docs/monitoring.md": withSection(monitoring, "watching", picture(watching)),
};
for (const [file, text] of Object.entries(generated)) {
  const path = join(root, file);
  if (!process.argv.includes("--check")) {
    writeFileSync(path, text);
  } else if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    console.error(`${file} is out of date: run "make generate"`);
    process.exitCode = 1;
  }
}
