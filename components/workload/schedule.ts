/** The least and the greatest value of each field of a schedule. */
const fields = [
  { name: "minute", from: 0, to: 59 },
  { name: "hour", from: 0, to: 23 },
  { name: "day of the month", from: 1, to: 31 },
  { name: "month", from: 1, to: 12 },
  { name: "day of the week", from: 0, to: 6 },
];

/**
 * Whether a text is a schedule that means what it seems to: five numeric fields of cron. A day of the month together
 * with a day of the week is refused, because Kubernetes starts a Job on either of them, not on both.
 */
export function isSchedule(text: string): boolean {
  const given = text.split(" ");
  const [, , dayOfMonth, , dayOfWeek] = given;
  return (
    given.length === fields.length &&
    given.every((field, index) => isField(field, fields[index].from, fields[index].to)) &&
    (dayOfMonth === "*" || dayOfWeek === "*")
  );
}

// A list of numbers, of ranges and of the star, the latter two with a step or without.
const part = /^(?:(?<number>\d{1,2})|(?:\*|(?<first>\d{1,2})-(?<last>\d{1,2}))(?:\/(?<step>\d{1,2}))?)$/;

function isField(field: string, from: number, to: number): boolean {
  return field.split(",").every((text) => {
    const found: Record<string, string | undefined> | undefined = part.exec(text)?.groups;
    if (!found) return false;
    const first = Number(found.number ?? found.first ?? from);
    const last = Number(found.number ?? found.last ?? to);
    return from <= first && first <= last && last <= to && Number(found.step ?? 1) > 0;
  });
}
