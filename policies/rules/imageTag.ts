import { kubeLinter } from "../frameworks";
import { quoted, type ObjectRule } from "../rule";
import { containers } from "../targets";

const image = "container.?image.orValue('')";

/** An image without a tag and without a digest is latest, too: the rule image-digest reports that one. */
export const imageTag: ObjectRule = {
  id: "image-tag",
  title: "No image is called latest",
  checklist: "image-scanning",
  severity: "medium",
  frameworks: [kubeLinter("latest-tag")],
  target: containers,
  field: "image",
  valid: `!${image}.matches(${quoted(":latest(@|$)")})`,
  problem: `'image ' + ${image} + ' has the tag latest, which tells nobody which version runs'`,
  remedy: "Use the tag of a version.",
};
