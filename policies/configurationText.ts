import { quoted } from "./rule";
import { hasKnownForm, hasRandomWord, secretWord } from "./secretText";

/** The name of a secret, in lower case: it ends with what it is. `password_file` or `token-ttl` is about a secret. */
const name = `[a-z0-9_./-]*(${secretWord}|(secret|signing|encryption)[_-]?key)`;

/** Words of which a line must have one to be looked at closely, and keys of which it may have one. */
const words = ["passw", "passphrase", "secret", "token", "credential", "requirepass", "masterauth"];
const keys = "(api|private|access|signing|encryption)[_.-]?key";

/** A literal: no reference ($X, ${X}, $(x), %(x)s, {{ x }}, <x>), no path, no call, no sentence. */
const bare = "[a-z0-9+=.^?@_][^\\s\"'`$(){}<>\\[\\],;]*";
const inQuotes = "\"[^\\s\"$%({</\\\\][^\\s\"$]*\"|'[^\\s'$%({</\\\\][^\\s'$]*'";
const literal = `(${bare}|${inQuotes})`;

/** password=x, from the start of a line or command to its end: metric{secret="x"} and call(token=token) are none. */
const assignment = [
  `(^|;|&&)[\\s-]*(export\\s+)?${name}\\s*=\\s*${literal}\\s*(;|#|&&|$)`,
  `^\\s*(requirepass|masterauth)\\s+${literal}\\s*$`,
  "password\\s+'[^\\s'$%({</\\\\][^\\s'$]*'",
].join("|");

/** password: x and "password": "x", between commas, as YAML and JSON have them. A name in quotes has such a value. */
const pair = `(^|[{])[\\s-]*(${name}\\s*:\\s*${literal}|["']${name}["']\\s*:\\s*(${inQuotes}))\\s*([}\\]]|\\s#|$)`;

/** A switch, number, type or attribute in place of a secret, the name of a Secret, the checksum of one. */
const harmless = [
  `${name}["']?\\s*[:=]\\s*["']?(true|false|yes|no|on|off|null|nil|none|str|string|bytes|optional|required|read|write` +
    `|inherit|files|[0-9.]+[smhd]?|[a-z_]+([.][a-z_]+)+)["']?\\s*([;#,}\\]]|$)`,
  `(pull|existing|tls|auth)[_-]?secrets?["']?\\s*[:=]`,
  "^\\s*(self[.]|this[.]|checksum/)",
].join("|");

/** Characters up to which a single line is a value, like that of a variable, and not a file. */
const valueLength = 512;

/**
 * CEL: whether a setting holds a secret. The setting is a value, which counts with its name, or a whole file or script,
 * of which each line does. The API server limits what this may cost, so what is cheap comes first and sorts out most.
 *
 * @param key CEL of the setting's name, a string.
 * @param value CEL of its content, a string.
 */
export function holdsSecret(key: string, value: string): string {
  return (
    `(${hasKnownForm(value)} || ${value}.size() <= ${String(valueLength)} && ${hasRandomWord(value)} || ` +
    `[(${value}.contains("\\n") ? "" : ${key} + ": ") + ${value}].map(text, text.lowerAscii())` +
    `.exists(text, ${hasWord("text")} && text.split("\\n").exists(line, ${hasWord("line")} && ` +
    `(line.size() <= ${String(valueLength)} && ${isSecret("line", assignment)} || ` +
    `line.split(",").exists(part, ${hasWord("part")} && ${isSecret("part", pair)})))))`
  );
}

function hasWord(text: string): string {
  const contained = words.map((word) => `${text}.contains(${quoted(word)})`);
  return `(${contained.join(" || ")} || ${text}.contains("key") && ${text}.matches(${quoted(keys)}))`;
}

function isSecret(text: string, form: string): string {
  return `${text}.matches(${quoted(form)}) && !${text}.matches(${quoted(harmless)})`;
}
