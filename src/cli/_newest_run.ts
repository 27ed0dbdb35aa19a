/** The word for the run that began last, as pages and helps have it. */
export const LAST = "last";

/** Does a word stand for the run that began last? People write both. */
export function isNewestRun(word: string): boolean {
  return word === LAST || word === "latest";
}
