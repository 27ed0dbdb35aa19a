import { fieldKind } from "./_field_names.ts";
import { looksLikePassword, looksRandom } from "../../base/mod.ts";

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
  // Of signed URLs: elsewhere a signature is what a model brings back.
  ...["ignature=", "sig="],
];

/** What of a name is looked at in front of a mark. */
const MAX_NAME = 40;
/** What stands between a name and its value in JSON, YAML, code, headers and forms, also escaped, and in a HAR's pairs. */
const BETWEEN = /(?=[\\"'\s:=,])(?:\\*["'])?\s*(?:(?:=>|[:=])\s*(?:-\s+|\[\s*)?|,\s*\\*"value\\*"\s*:\s*)/y;
const QUOTE = /\\*["']/y;
const SCHEME = /(?:bearer|basic|token|api-?key|key)\s+/iy;
const QUOTED = /[^"'\\\s]{8,4096}/y;
const UNQUOTED = /[^\s"'\\&,;<>(){}[\]|`]{8,4096}/y;
const USERINFO = /:\/\/[^\s/?#@"'<>\\:]*:([^\s/?#@"'<>\\]{6,200})@/y;

/** The credential of the field whose name a mark belongs to; `null` where it is another field's, or the value is none. */
export function fieldSecretAt(text: string, mark: number): PlacedSecret | null {
  let at = mark + 1;
  while (isNameCharacter(text.charCodeAt(at))) at++;
  const end = at;
  // The value first: most fields with such names are counts.
  at += lengthAt(BETWEEN, text, at);
  if (at === end) return null;
  const quoteLength = lengthAt(QUOTE, text, at);
  at += quoteLength;
  at += lengthAt(SCHEME, text, at);
  const length = lengthAt(quoteLength === 0 ? UNQUOTED : QUOTED, text, at);
  if (length === 0) return null;
  const name = text.slice(nameStart(text, mark), end);
  const kind = fieldKind(name);
  if (kind === null) return null;
  const value = text.slice(at, at + length).replace(/[.,:;!?]+$/, "");
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
  while (start > 0 && mark - start < MAX_NAME && isNameCharacter(text.charCodeAt(start - 1))) start--;
  let backslashes = 0;
  while (text[start - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1 ? start + 1 : start;
}

function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 ||
    code === 45 || code === 46;
}

function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex - at : 0;
}
