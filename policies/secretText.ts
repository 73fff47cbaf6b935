import { quoted } from "./rule";

/** A variable, key or flag that holds a secret is called by one of these (lower case), perhaps in the plural. */
export const secretWord =
  "(password|passwd|passphrase|secret|token|api[_.-]?key|private[_.-]?key|access[_.-]?key|credential)s?";

/** Names end so that tell of a secret something that is not secret: where it is, what it is called, how long it lasts. */
const harmlessEnding =
  "[_.-]?(file|path|dir|directory|name|url|uri|host|port|endpoint|ref|id|type|kind|mode|method|format|algorithm" +
  "|ttl|age|expiry|expiration|expires|lifetime|timeout|interval|period|seconds|minutes|hours|days" +
  "|length|size|count|limit|min|max|budget|version|header|issuer|audience|prefix|policy|provider|enabled|required|user|username|role|scope)s?$";

/** Values (lower case) that no secret has: nothing, a path, an address, a reference, a switch, a number, a duration. */
const harmlessValue =
  "^\\s*[\"']?(/.*|[a-z][a-z0-9+.-]*://.*|\\$[({a-z_].*|<.*" +
  "|true|false|yes|no|on|off|null|none|enabled|disabled|required|optional|[0-9]+([.][0-9]+)?[a-z]{0,3})?[\"']?\\s*$";

/** What well-known secrets look like, each with a text that is in all of them, since looking for that is cheap. */
const forms: readonly { readonly has: string; readonly form: string }[] = [
  { has: "PRIVATE KEY", form: "-----BEGIN [A-Z ]*PRIVATE KEY" },
  { has: "AKIA", form: "(^|[^A-Z0-9])AKIA[A-Z0-9]{16}([^A-Z0-9]|$)" },
  { has: "ASIA", form: "(^|[^A-Z0-9])ASIA[A-Z0-9]{16}([^A-Z0-9]|$)" },
  { has: "gh", form: "gh[pousr]_[A-Za-z0-9]{30}" },
  { has: "github_pat_", form: "github_pat_[A-Za-z0-9_]{20}" },
  { has: "xox", form: "xox[abprs]-[A-Za-z0-9-]{10}" },
  { has: "sk-", form: "(^|[^A-Za-z0-9])sk-[A-Za-z0-9_-]{20}" },
  { has: "eyJ", form: "eyJ[A-Za-z0-9_-]{8,}[.]eyJ[A-Za-z0-9_-]{8,}[.]" },
  { has: "hooks.slack.com/", form: "hooks[.]slack[.]com/services/T[A-Z0-9]+/B[A-Z0-9]+/" },
  { has: "://", form: "://[^/\\s:@\"']*:[^/\\s@\"'$<{*][^/\\s@\"']*@" },
];

/** A line of a file or a command that gives a secret a literal value, a flag that does, and what may be given. */
const assignment = `^[\\s-]*["']?[a-z0-9_.-]*${secretWord}["']?\\s*[:=]\\s*`;
const flag = `^[a-z0-9_.-]*${secretWord}[=\\s]\\s*`;
const literal = "[\"']?[^\\s\"'$/<>{}()\\[\\]|&*;,-]";
const harmlessLiteral =
  "[\"']?(true|false|yes|no|on|off|null|none|enabled|disabled|required|optional|[0-9]+([.][0-9]+)?[a-z]{0,3}" +
  "|[a-z][a-z0-9+.-]*://.*)([\"',;]|\\s|$)";

/** What separates the words of a text. */
const separators = ["\n", "\t", '"', "'", "=", ":", ",", ";", "(", ")", "@"];

const symbols = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * Characters up to which a text is searched word by word. The API server bounds what an expression may cost, and such a
 * search of more than twice as much goes beyond it; a greater text is searched for the forms of known secrets only.
 */
const searchedByWord = 24576;

/**
 * CEL: whether a text contains a secret in clear: a key or token of a known form, a password in a URL, a value given to
 * a secret's name (`--token x`, `password: x`), or a random word. A reference such as `$(PASSWORD)` is none.
 *
 * @param text CEL of a string.
 */
export function containsSecret(text: string): string {
  const byWord = `${text}.size() <= ${String(searchedByWord)} && (${assigns(text)} || ${hasRandomWord(text)})`;
  return `(${hasKnownForm(text)} || ${byWord})`;
}

/**
 * CEL: whether a named value is a secret in clear, either by its name or by itself. A path, a switch, a number and a
 * reference to another variable are not, nor is what a name such as `PASSWORD_FILE` or `TOKEN_TTL` announces.
 *
 * @param name CEL of the name of a variable, key or annotation, a string.
 * @param value CEL of its value, a string.
 */
export function looksSecret(name: string, value: string): string {
  return `(${namesSecret(name)} && !${matches(`${value}.lowerAscii()`, harmlessValue)} || ${containsSecret(value)})`;
}

function namesSecret(name: string): string {
  const lower = `${name}.lowerAscii()`;
  return `(${matches(lower, `${secretWord}([^a-z]|$)`)} && !${matches(lower, harmlessEnding)})`;
}

/** CEL: whether a text contains a key or token of a known form, or a URL with a password. Cheap for great texts. */
export function hasKnownForm(text: string): string {
  return forms.map(({ has, form }) => `${text}.contains(${quoted(has)}) && ${matches(text, form)}`).join(" || ");
}

function assigns(text: string): string {
  const lower = `${text}.lowerAscii()`;
  const given = (piece: string, start: string) =>
    `${matches(piece, start + literal)} && !${matches(piece, start + harmlessLiteral)}`;
  const lines = `${replaced(replaced(lower, ";", "\n"), "export ", "\n")}.split("\\n")`;
  // A flag follows a space and two dashes; what comes before the first one is none.
  const flags = `(" " + ${replaced(lower, "\n", " ")}).split(" --")`;
  return (
    `${matches(lower, secretWord)} && ` +
    `(${lines}.exists(line, ${given("line", assignment)}) || ${flags}.exists(flag, ${given("flag", flag)}))`
  );
}

/**
 * A word of 20 or more characters with small and capital letters, digits, and many different ones: not a path, a
 * hexadecimal digest, a UUID, a certificate, a checksum or a public key. Words of a language with a few digits among
 * them make an identifier.
 */
export function hasRandomWord(text: string): string {
  const spaced = separators.reduce((spaced, separator) => replaced(spaced, separator, " "), text);
  const different = (characters: string) =>
    `${quoted(characters)}.split("").filter(character, word.contains(character)).size()`;
  return (
    `${matches(text, "[A-Za-z0-9+/_-]{20}")} && ` +
    `!${text}.contains("-----BEGIN CERTIFICATE") && ${spaced}.split(" ").exists(word, word.size() >= 20 && ` +
    `${matches("word", "^[A-Za-z0-9+_-][A-Za-z0-9+/_-]+$")} && !${matches("word", "^(AAAA|sha(256|384|512)-)")} && ` +
    `${matches("word", "[a-z]")} && ${matches("word", "[A-Z]")} && ${matches("word", "[0-9]")} && ` +
    `(!${matches("word", "[a-z]{5}")} || ${different("0123456789")} >= 4) && ${different(symbols)} >= 12)`
  );
}

function replaced(text: string, old: string, by: string): string {
  return `${text}.split(${quoted(old)}).join(${quoted(by)})`;
}

function matches(text: string, pattern: string): string {
  return `${text}.matches(${quoted(pattern)})`;
}
