/** Every line behind the header begins with this, then the key, so that opening reads no further. */
export const KEY_PREFIX = '{"key":"';

const HEADER_PREFIX = '{"tapedeck":';
const CONFLICT = /^(<{7}|={7}|>{7}|\|{7})/;
const GIT_LFS = "version https://git-lfs";

/**
 * Whether a last line that no newline ends is whole all the same, as an editor leaves it: no beginning of an object is an
 * object.
 */
export function isWholeLine(text: string): boolean {
  if (!text.startsWith("{") || !text.trimEnd().endsWith("}")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * What a line is that does not begin as it should, and what to do; "is …". A few of its first characters are enough,
 * also as Latin-1.
 */
export function strangeLine(text: string): string {
  if (text.startsWith(HEADER_PREFIX)) return "is a second header: join cassettes with `tapedeck cassette merge`";
  return knownStranger(text) ?? `does not begin with ${KEY_PREFIX}`;
}

/** As `strangeLine`, for any line; `null` where nothing is known of one that begins like this. */
export function knownStranger(text: string): string | null {
  if (text.trim() === "") return "is empty: remove it";
  if (CONFLICT.test(text)) {
    return "is the mark of a merge conflict: resolve it by keeping the lines of both sides, or join the two files with " +
      "`tapedeck cassette merge`";
  }
  if (text.startsWith("\ufeff") || text.startsWith("\u00ef\u00bb\u00bf")) {
    return "begins with a byte order mark: save the file as UTF-8 without one";
  }
  if (text.startsWith("\x1f")) return "is no text but compressed: unpack the file first";
  if (text.startsWith("\0")) return "holds zero bytes, as a disk may leave them after a crash: take the line out";
  if (text.startsWith(GIT_LFS)) return "is a pointer of Git LFS: fetch the file itself with `git lfs pull`";
  return null;
}
