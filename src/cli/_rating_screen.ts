import type { RatingItem } from "../sweep/mod.ts";
import { indented, printable, shownJson } from "./_printable.ts";

/** What a key means to whoever rates. */
export type RatingKey =
  | { readonly does: "rate"; readonly score: number }
  | { readonly does: "skip" | "quit" | "none" };

const CTRL_C = 3;
const CTRL_D = 4;

/** What is typed, key by key: digits, y, n, s, q; Ctrl-C and Ctrl-D quit, and nothing else does anything. */
function ratingKey(byte: number): RatingKey {
  const key = String.fromCharCode(byte).toLowerCase();
  if (byte === CTRL_C || byte === CTRL_D || key === "q") return { does: "quit" };
  if (key >= "0" && key <= "9") return { does: "rate", score: Number(key) / 9 };
  if (key === "y") return { does: "rate", score: 1 };
  if (key === "n") return { does: "rate", score: 0 };
  return { does: key === "s" ? "skip" : "none" };
}

/** The keys of a chunk. What an arrow or another key without a letter sends is one key, which does nothing. */
export function* ratingKeys(bytes: Uint8Array): Generator<RatingKey> {
  const text = new TextDecoder("latin1").decode(bytes);
  // deno-lint-ignore no-control-regex
  for (const [key] of text.matchAll(/\x1b\[[0-9;]*[A-Za-z~]|\x1bO.|[^]/g)) {
    yield key.length > 1 ? { does: "none" } : ratingKey(key.charCodeAt(0));
  }
}

/** What is seen of an answer that is to be rated. */
export function ratingText(
  { promptId, prompt, expected, answer, endpoint, label }: RatingItem,
  { place, count, show }: { readonly place: number; readonly count: number; readonly show: boolean },
): string {
  const wanted = typeof expected === "string" ? expected : shownJson(expected, 2);
  return [
    `\n── ${place} of ${count} ── ${printable(promptId)}${
      show ? ` ── ${printable(`${endpoint} ${label}`).trim()}` : ""
    }\n`,
    prompt === null ? "" : `\nPrompt\n${indented(prompt)}`,
    expected === null ? "" : `\nExpected\n${indented(wanted)}`,
    `\nAnswer\n${indented(answer)}`,
    "\n0–9 or n/y: how good it is, s: skip, q: quit > ",
  ].join("");
}
