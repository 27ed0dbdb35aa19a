/**
 * How texts differ, word by word: a door of its own, as what compares words is a package that a tape does without.
 * @module
 */
export { type CutChange, cutChanges, type CutChangesOptions } from "./cut_changes.ts";
export { type WordChange, wordChanges } from "./word_changes.ts";
