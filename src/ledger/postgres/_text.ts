/** Stands before what PostgreSQL cannot keep, and so before itself. */
const MARK = "\x1a";
const MARKED = /[\0\x1a]/;
const MARKS = /[\0\x1a]/g;
const ESCAPES = /\x1a([01])/g;

/**
 * A text as PostgreSQL keeps it: it has no NUL in any text, so `SUB 0` stands for one and `SUB 1` for a SUB. All other
 * texts stay as they are; half a surrogate pair becomes U+FFFD, as in any text in UTF-8.
 */
export function textToPostgres(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return MARKED.test(wellFormed)
    ? wellFormed.replace(MARKS, (mark) => mark === "\0" ? `${MARK}0` : `${MARK}1`)
    : wellFormed;
}

/** The text that {@linkcode textToPostgres} wrote. */
export function textFromPostgres(text: string): string {
  return text.includes(MARK) ? text.replace(ESCAPES, (_, digit) => digit === "0" ? "\0" : MARK) : text;
}
