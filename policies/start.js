// Pulumi type-checks a pack in TypeScript at every start; this one is checked with the rest of the project. It is made
// one file at every start: that takes less than to load a hundred, and cannot be out of date.
const { join } = require("node:path");
const { build, stop } = require("esbuild");

const built = build({
  entryPoints: [join(__dirname, "index.ts")],
  bundle: true,
  external: ["@pulumi/*"],
  platform: "node",
  target: "node20",
  write: false,
});

// Meanwhile, since esbuild is a process of its own.
require("@pulumi/policy");

module.exports = built.then(({ outputFiles: [{ text }] }) => {
  module._compile(text, join(__dirname, "index.js"));
  return stop();
});
