// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
/** Beyond this, a string within JSON is data and not for reading. */
const MOST_CHARS = 400;

/** A text that a terminal prints as it is: what would move its cursor or change its colours is taken out. */
export function printable(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(CONTROL, "�");
}

/** Each line of a text behind some space. */
export function indented(text: string, by = "  "): string {
  return printable(text).split("\n").map((line) => line === "" ? "\n" : `${by}${line}\n`).join("");
}

/** A value as JSON for people: its long strings are cut. */
export function shownJson(value: unknown, space?: number): string {
  const cut = (_name: string, item: unknown) =>
    typeof item === "string" && item.length > MOST_CHARS
      ? `${item.slice(0, MOST_CHARS)}… (${item.length.toLocaleString("en-US")} characters)`
      : item;
  return printable(JSON.stringify(value, cut, space) ?? "absent");
}
