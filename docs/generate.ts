/**
 * Writes what is derived from the code: the configuration schema in Pulumi.yaml, the settings table and the picture of
 * the namespace in README.md, and the table of the rules in docs/policies.md. With --check nothing is written, and a file that is out of date is an error.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { engineTopology, readSettings, schema, type Setting } from "../components";
import { type Section, sections } from "../policies/checklist";
import { isObjectRule } from "../policies/rule";
import { rules } from "../policies/rules";

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

function picture(): string {
  const example = readSettings(
    {
      [`${project}:application`]: `{ "image": "application@sha256:${"0".repeat(64)}" }`,
      [`${project}:clients`]: '{ "namespaces": ["clients"] }',
    },
    project,
  );
  const topology = engineTopology(example);
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
    "  subgraph orchestrix-pilot",
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
const generated = {
  "Pulumi.yaml": pulumiProject(),
  "README.md": withSection(withSection(readme, "settings", settingsTable()), "namespace", picture()),
  "docs/policies.md": withSection(policies, "rules", rulesTable()),
};
for (const [file, text] of Object.entries(generated)) {
  const path = join(root, file);
  if (!process.argv.includes("--check")) {
    writeFileSync(path, text);
  } else if (readFileSync(path, "utf8") !== text) {
    console.error(`${file} is out of date: run "make generate"`);
    process.exitCode = 1;
  }
}
