import { randomBytes } from "node:crypto";
import type { Kind } from "./kind";
import { isUnknown } from "../values";

/** `RandomId`: random bytes in four notations, each with `prefix` in front. Its ID is the URL-safe one without the prefix. */
export const randomId: Kind = {
  inputs: ["byteLength", "keepers", "prefix"],
  withDefaults: (inputs) => inputs,
  check: ({ byteLength }) => {
    if (isUnknown(byteLength) || (typeof byteLength === "number" && Number.isInteger(byteLength) && byteLength >= 1)) {
      return [];
    }
    return [{ property: "byteLength", reason: "byteLength must be a whole number of 1 or more" }];
  },
  generate: (inputs) => {
    const bytes = randomBytes(inputs.byteLength as number);
    const prefix = (inputs.prefix ?? "") as string;
    const hex = bytes.toString("hex");
    const id = bytes.toString("base64url");
    return {
      id,
      outputs: {
        b64Std: prefix + bytes.toString("base64"),
        b64Url: prefix + id,
        hex: prefix + hex,
        dec: prefix + BigInt(`0x${hex}`).toString(),
      },
    };
  },
};
