import type { TextMatchOptions } from "./text_match_options.ts";

// What tells two numbers apart stays: a point before digits, other separators between them, signs and percent signs.
const PUNCTUATION = /(?!\.\d)(?!(?<=\d)[,:/]\d)(?!(?<![\p{L}\d])-(?=[.\d]))(?!(?<=\d ?)%)[\p{P}`]/gu;

/** A text in the form in which it is compared; always in Unicode's composed form. */
export function normalizeText(text: string, options: TextMatchOptions): string {
  const { ignoreCase = false, trim = true, ignorePunctuation = false } = options;
  let result = text.normalize("NFC");
  if (ignorePunctuation) result = result.replace(PUNCTUATION, "").replace(/\s+/g, " ");
  if (ignoreCase) result = result.toLowerCase();
  return trim ? result.trim() : result;
}
