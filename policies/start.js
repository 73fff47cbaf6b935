// Pulumi type-checks a pack in TypeScript at every start; this one is checked with the rest of the project.
require("tsx/cjs");
require("./index.ts");
