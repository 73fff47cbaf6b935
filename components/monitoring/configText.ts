import { stringify } from "yaml";

/**
 * A configuration as YAML for servers written in Go: what YAML 1.1 would take for something else than a text, such as
 * `02:00` and `on`, is quoted; nothing refers to another place of the file, and no text is broken into lines.
 */
export function configText(content: object): string {
  return stringify(content, { version: "1.1", aliasDuplicateObjects: false, lineWidth: 0 });
}
