/** Stands before what PostgreSQL cannot keep, and so before itself. */
const MARK = "\x1a";

/**
 * A text as PostgreSQL keeps it: it has no NUL in any text, so `SUB 0` stands for one and `SUB 1` for a SUB. All other
 * texts stay as they are; half a surrogate pair becomes U+FFFD, as in any text in UTF-8.
 */
export function textToPostgres(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  if (!wellFormed.includes("\0") && !wellFormed.includes(MARK)) return wellFormed;
  return wellFormed.replaceAll(MARK, `${MARK}1`).replaceAll("\0", `${MARK}0`);
}

/** The text that {@linkcode textToPostgres} wrote. */
export function textFromPostgres(text: string): string {
  return text.includes(MARK) ? text.replaceAll(`${MARK}0`, "\0").replaceAll(`${MARK}1`, MARK) : text;
}
