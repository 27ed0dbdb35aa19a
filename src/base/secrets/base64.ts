import { Buffer } from "node:buffer";

/** What a text looks like within base64. */
export interface EncodedCore {
  readonly core: string;
  /** How many bytes into a group of three the text begins. */
  readonly shift: number;
  /** Whether the characters in front of and behind the core hold some of the text's bits. */
  readonly before: boolean;
  readonly after: boolean;
}

/**
 * The base64 characters that depend on a text alone, for each place in a group of three bytes at which it may begin, in
 * both alphabets.
 */
export function base64Cores(text: string): EncodedCore[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text, "utf8")]);
    const end = Math.floor(bytes.length * 8 / 6);
    const core = bytes.toString("base64").slice(coreOffset(shift), end);
    const sides = { shift, before: shift > 0, after: end * 6 < bytes.length * 8 };
    const other = core.replaceAll("+", "-").replaceAll("/", "_");
    return [core, ...(other === core ? [] : [other])].map((core) => ({ core, ...sides }));
  });
}

/** How many characters of its group stand in front of a core. */
export function coreOffset(shift: number): number {
  return shift === 0 ? 0 : shift + 1;
}

/** Whether a character is one of base64, in either alphabet. */
export function isBase64(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 47 && code <= 57) || code === 43 ||
    code === 45 || code === 95;
}
