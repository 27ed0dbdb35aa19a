import { fieldKind } from "./_field_names.ts";
import { looksLikePassword, looksRandom } from "./_looks_random.ts";

/** A value in a place where credentials stand, and the name of the place. */
export interface PlacedSecret {
  readonly name: string;
  readonly value: string;
}

/** Parts of the names of fields, parameters and headers that have credentials: a text without them has no such place. */
export const FIELD_MARKS: readonly string[] = [
  ...["_key", "-key", "-Key", "Key", "_KEY", "-KEY", "apikey", "APIKEY"],
  ...["oken", "OKEN", "ecret", "ECRET", "assw", "ASSW", "assphrase", "ASSPHRASE", "pwd", "PWD"],
  ...["uthoriz", "UTHORIZ", "redential", "REDENTIAL", "ession", "ESSION", "jwt", "JWT"],
];

const NAME_CHARACTER = /[\w.-]/;
const NAME = /[\w.-]{1,60}/y;
/** What stands between a name and its value in JSON, YAML, code, headers and forms, also escaped, and in a HAR's pairs. */
const BETWEEN = /(?:\\*["'])?\s*(?:(?:=>|[:=])\s*(?:-\s+|\[\s*)?|,\s*\\*"value\\*"\s*:\s*)/y;
const QUOTE = /\\*["']/y;
const SCHEME = /(?:bearer|basic|token|api-?key|key)\s+/iy;
const QUOTED = /[^"'\\\s]{8,4096}/y;
const UNQUOTED = /[^\s"'\\&,;<>(){}[\]|`]{8,4096}/y;
const USERINFO = /:\/\/[^\s/?#@"'<>\\:]*:([^\s/?#@"'<>\\]{6,200})@/y;

/** The credential of the field whose name a mark belongs to; `null` where it is another field's, or the value is none. */
export function fieldSecretAt(text: string, mark: number): PlacedSecret | null {
  const start = nameStart(text, mark);
  const name = matchAt(NAME, text, start);
  if (name === "" || start + name.length <= mark) return null;
  const kind = fieldKind(name);
  if (kind === null) return null;
  let at = start + name.length;
  const between = matchAt(BETWEEN, text, at);
  if (between === "") return null;
  at += between.length;
  const quote = matchAt(QUOTE, text, at);
  at += quote.length;
  at += matchAt(SCHEME, text, at).length;
  const value = matchAt(quote === "" ? UNQUOTED : QUOTED, text, at).replace(/[.,:;!?]+$/, "");
  const isOne = kind === "password" ? looksLikePassword(value) : looksRandom(value);
  return isOne ? { name: `field ${name}`, value } : null;
}

/** The password of the URL whose `://` stands here. */
export function userinfoSecretAt(text: string, at: number): PlacedSecret | null {
  USERINFO.lastIndex = at;
  const value = USERINFO.exec(text)?.[1];
  return value !== undefined && (/\d/.test(value) && /[A-Za-z]/.test(value)) && !/[[\]{}$*]/.test(value)
    ? { name: "userinfo", value }
    : null;
}

/** Where the name begins that a mark is in; the letter of an escape, as in `\ntoken`, is not of it. */
function nameStart(text: string, mark: number): number {
  let start = mark;
  while (start > 0 && mark - start < 40 && NAME_CHARACTER.test(text[start - 1])) start--;
  let backslashes = 0;
  while (text[start - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1 ? start + 1 : start;
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}
