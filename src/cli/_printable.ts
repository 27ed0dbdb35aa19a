import { printable } from "../base/mod.ts";

export { printable };

/** What JSON leaves as it is of what would do something to a terminal. */
const UNESCAPED = /[\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
/** Beyond this, a string within JSON is data and not for reading. */
const MOST_CHARS = 400;

/** A document as JSON of which the same holds, and which means the same as without. */
export function printableJson(document: unknown, space = 2): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `${JSON.stringify(document, null, space)}\n`.replaceAll(UNESCAPED, escaped);
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
