import { textWidth } from "./_text_width.ts";

/** How much of what is left of a name stands before the mark: as much as behind it, unless two come out the same. */
const HEADS = [0.5, 0.25, 0.75, 0, 1];

/**
 * Names that are no wider than `most` pixels: of a longer one the middle is left out, as variants differ at their ends.
 * Where two names would come out the same, it is tried with other parts. No number loses its first digits.
 */
export function shortRowNames(
  names: readonly string[],
  { most, fontSize }: { readonly most: number; readonly fontSize: number },
): readonly string[] {
  const ways = HEADS.map((head) => names.map((name) => fitted(name, { most, fontSize, head })));
  const count = new Set(names).size;
  return ways.find((short) => new Set(short).size === count) ?? ways[0];
}

function fitted(
  name: string,
  { most, fontSize, head }: { readonly most: number; readonly fontSize: number; readonly head: number },
): string {
  const chars = [...name];
  let short = name;
  for (let kept = chars.length - 1; kept > 0 && textWidth(short, fontSize) > most; kept--) {
    const before = Math.round(kept * head);
    short = `${chars.slice(0, before).join("")}…${endOf(chars, kept - before)}`;
  }
  return short;
}

/** The last characters, without what is left of a number: `85` for `0.85` would be another one. */
function endOf(chars: readonly string[], count: number): string {
  const from = chars.length - count;
  const end = chars.slice(from).join("");
  return /[\d.]/.test(chars[from - 1] ?? "") ? end.replace(/^[\d.]+/, "") : end;
}
