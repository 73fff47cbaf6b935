/**
 * A function that blacks out secrets in a text. A secret of several lines is also found line by line, because output is
 * shown line by line.
 */
export function redactor(secrets: string[]): (text: string) => string {
  const parts = secrets.flatMap((text) => [text, ...text.split("\n")]).filter((part) => part.trim() !== "");
  // The longest first: a secret may contain another.
  const ordered = [...new Set(parts)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((rest, part) => rest.replaceAll(part, "[secret]"), text);
}
