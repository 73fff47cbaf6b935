/** A column of a table of fixed width. */
export interface Column {
  readonly title: string;
  /** In characters; longer texts are continued below. */
  readonly width: number;
}

/** A table of plain text: the titles, a rule, and the rows with their texts wrapped at spaces. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(columns[index].width))
      .join("  ")
      .trimEnd();
  const lines = (cells: readonly string[]) => {
    const wrapped = cells.map((cell, index) => wrap(cell, columns[index].width));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, at) => line(wrapped.map((parts) => parts.at(at) ?? "")));
  };
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ width }) => "-".repeat(width))),
    ...rows.flatMap(lines),
  ].join("\n");
}

/** A text in lines of at most so many characters; only a longer word makes a line longer. */
export function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
