import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

/**
 * Writes a kubeconfig, to be used beside the administrator's, with the contexts `viewer`, a member of the group
 * `viewers`, and `nobody`, who has an account and no rights.
 *
 * @returns Its path.
 */
export function writeOnlookers(administrator: string, folder: string): string {
  const { users, clusters } = parse(readFileSync(administrator, "utf8")) as {
    users: { user: object }[];
    clusters: { name: string }[];
  };
  const people = [
    { name: "nobody", as: "nobody" },
    { name: "viewer", as: "viewer", "as-groups": ["viewers"] },
  ];
  const file = join(folder, "onlookers");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    users: people.map(({ name, ...as }) => ({ name, user: { ...users[0].user, ...as } })),
    contexts: people.map(({ name }) => ({ name, context: { cluster: clusters[0].name, user: name } })),
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
