import { type CutChange, cutChanges, type WordChange, wordChanges } from "../../cassette/words/mod.ts";

/** Characters of an answer that are compared. */
const MOST_COMPARED = 20_000;

/** Characters that are shown of a stretch that one answer alone has. */
const MOST_SHOWN = 1500;

/** How one answer became another, as far as it is shown. */
export interface AnswerWords {
  /** In order: what both have, and what one alone has. */
  readonly changes: readonly CutChange[];
  /** Whether the texts have too little in common for a comparison of their words. */
  readonly isOther: boolean;
  /** Characters at the ends of both texts that are not compared. */
  readonly uncompared: number;
}

/** Compares two answers word by word; a missing one is the empty text. */
export function answerWords(before: string | null, after: string | null): AnswerWords {
  const [one, other] = [before ?? "", after ?? ""];
  const [a, b] = [one, other].map((text) => text.slice(0, MOST_COMPARED));
  const words = a === b ? [{ kind: "same", text: a } as const] : wordChanges(a, b);
  const changes: readonly WordChange[] = words ?? [{ kind: "removed", text: a }, { kind: "added", text: b }];
  return {
    changes: cutChanges(changes.filter(({ text }) => text !== ""), { most: MOST_SHOWN }),
    isOther: words === null,
    uncompared: one.length - a.length + other.length - b.length,
  };
}
