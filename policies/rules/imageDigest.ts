import { cis } from "../frameworks";
import { quoted, type ObjectRule } from "../rule";
import { containers } from "../targets";

const image = "container.?image.orValue('')";

export const imageDigest: ObjectRule = {
  id: "image-digest",
  title: "Images are pinned by digest",
  checklist: "image-scanning",
  severity: "high",
  frameworks: [cis("5.5.1")],
  target: containers,
  field: "image",
  valid: `${image}.matches(${quoted("@sha256:[0-9a-f]{64}$")})`,
  problem: `'image ' + ${image} + ' is not pinned by digest: what was scanned need not be what runs'`,
  remedy: "Append @sha256: and the digest of the scanned image.",
};
