import type { WordChange } from "./word_changes.ts";

/** A stretch of two texts, or how much of it is left out. */
export type CutChange = WordChange | {
  readonly kind: "skipped";
  /** What the stretch is, of which this part is left out. */
  readonly of: WordChange["kind"];
  /** How many characters. */
  readonly characters: number;
};

/** How much is kept. */
export interface CutChangesOptions {
  /** Of a stretch that both have, the characters at each end of it that stands beside a change. 160 unless given. */
  readonly around?: number;
  /** Of a stretch that one alone has, the characters from its beginning. 4,000 unless given. */
  readonly most?: number;
}

/**
 * The changes of long texts, cut to what somebody reads: what both have in common is left out but for a little around the
 * changes, and what one alone has goes on for so long only. What is left out is counted.
 */
export function cutChanges(changes: readonly WordChange[], options: CutChangesOptions = {}): CutChange[] {
  const { around = 160, most = 4000 } = options;
  return changes.flatMap((change, i): CutChange[] => {
    if (change.kind !== "same") return cut(change, { head: most, tail: 0 });
    const isOnly = changes.length === 1;
    return cut(change, {
      head: isOnly ? most : i === 0 ? 0 : around,
      tail: isOnly || i === changes.length - 1 ? 0 : around,
    });
  });
}

function cut(
  { kind, text }: WordChange,
  { head, tail }: { readonly head: number; readonly tail: number },
): CutChange[] {
  // A few characters are shown rather than counted.
  if (text.length <= head + tail + 40) return [{ kind, text }];
  const [from, to] = [whole(text, head), whole(text, text.length - tail)];
  const parts: CutChange[] = [
    { kind, text: text.slice(0, from) },
    { kind: "skipped", of: kind, characters: to - from },
    { kind, text: text.slice(to) },
  ];
  return parts.filter((part) => part.kind === "skipped" || part.text !== "");
}

/** A place that is not within a surrogate pair. */
function whole(text: string, at: number): number {
  return /[\uD800-\uDBFF]/.test(text[at - 1] ?? "") && /[\uDC00-\uDFFF]/.test(text[at] ?? "") ? at - 1 : at;
}
