import { randomInt } from "node:crypto";

/** What a random string is made of: the inputs of RandomPassword and RandomString with every default filled in. */
export interface StringSpec {
  /** Number of characters, 1 or more, at least the sum of the four minimums. */
  length: number;
  lower: boolean;
  upper: boolean;
  numeric: boolean;
  special: boolean;
  /** The least number of characters of a class; they are drawn even where the class is otherwise off, as the genuine provider does. */
  minLower: number;
  minUpper: number;
  minNumeric: number;
  minSpecial: number;
  /** The special characters to draw from instead of the default ones; empty means the default ones. */
  overrideSpecial: string;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const NUMERIC = "0123456789";
/** The default special characters, as documented by `RandomPassword.special`. */
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** Draws a string from the system's cryptographic source: every place uniform over its alphabet, the order uniform as well. */
export function randomText(spec: StringSpec): string {
  const special = spec.overrideSpecial === "" ? SPECIAL : spec.overrideSpecial;
  const drawn = [
    ...draw(LOWER, spec.minLower),
    ...draw(UPPER, spec.minUpper),
    ...draw(NUMERIC, spec.minNumeric),
    ...draw(special, spec.minSpecial),
  ];
  const alphabet = [
    spec.lower ? LOWER : "",
    spec.upper ? UPPER : "",
    spec.numeric ? NUMERIC : "",
    spec.special ? special : "",
  ].join("");
  return shuffled([...drawn, ...draw(alphabet, spec.length - drawn.length)]).join("");
}

function draw(alphabet: string, count: number): string[] {
  const characters = [...new Set(alphabet)];
  return Array.from({ length: count }, () => characters[randomInt(characters.length)] ?? "");
}

/** Fisher-Yates, so that the places of the required characters tell nothing. */
function shuffled(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? "", characters[last] ?? ""];
  }
  return characters;
}
