// Deferred: whoever opens a tape does not wait for what compares words.
import defer * as diff from "diff";

/** Beyond so many edits two texts are other texts. */
const MOST_EDITS = 1500;

/** A stretch of two texts. */
export interface WordChange {
  /** Where it stands: in both, or in one alone. */
  readonly kind: "same" | "removed" | "added";
  /** The words, with the white space between them. */
  readonly text: string;
}

/** How one text became another, word by word; `null` where they have too little in common. */
export function wordChanges(before: string, after: string): WordChange[] | null {
  const parts = diff.diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS });
  return parts?.map(({ added, removed, value }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value,
  })) ?? null;
}
