import { Buffer } from "node:buffer";

/** A way to write a text down, and to read it again. */
export interface Spelling {
  readonly name: string;
  write(text: string): string;
  /** What a text says that was written in this way; anything where it was not. */
  read(text: string): string;
}

function tryRead(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

function unitEscape(text: string, from: number): string {
  return `\\u${text.charCodeAt(from).toString(16).padStart(4, "0")}`;
}

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const outOfJson = (text: string) => tryRead(() => JSON.parse(`"${text}"`));
const allUnits = (text: string) => Array.from({ length: text.length }, (_, i) => unitEscape(text, i)).join("");
const everyByte = (text: string) => Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, "0")}`);

/** Base64 of the text behind so many bytes of something else, without the groups that are not the text's alone. */
function base64At(shift: number, alphabet: "base64" | "base64url"): Spelling {
  return {
    name: `${alphabet}, ${shift} bytes into a group`,
    write: (text) => Buffer.from("<>?".slice(0, shift) + text + "~ ~").toString(alphabet),
    read: (text) => Buffer.from(text, "base64").toString("utf8"),
  };
}

/** Spellings in which no secret may stand on a tape. */
export const SPELLINGS: readonly Spelling[] = [
  { name: "plain", write: (text) => text, read: (text) => text },
  { name: "in a JSON string", write: inJson, read: outOfJson },
  { name: "in a JSON string, needlessly escaped", write: allUnits, read: outOfJson },
  {
    name: "in a JSON string, with the slashes escaped",
    write: (text) => inJson(text).replaceAll("/", "\\/"),
    read: outOfJson,
  },
  {
    name: "in a JSON string, every other unit escaped",
    write: (text) =>
      Array.from({ length: text.length }, (_, i) => i % 2 ? unitEscape(text, i) : inJson(text[i])).join(""),
    read: outOfJson,
  },
  {
    name: "in JSON in a JSON string",
    write: (text) => inJson(inJson(text)),
    read: (text) => outOfJson(outOfJson(text)),
  },
  {
    name: "in JSON in a JSON string, needlessly escaped",
    write: (text) => inJson(allUnits(text)),
    read: (text) => outOfJson(outOfJson(text)),
  },
  { name: "in a URL", write: encodeURIComponent, read: (text) => tryRead(() => decodeURIComponent(text)) },
  {
    name: "in a URL, with small letters",
    write: (text) => encodeURIComponent(text).replace(/%../g, (escape) => escape.toLowerCase()),
    read: (text) => tryRead(() => decodeURIComponent(text)),
  },
  {
    name: "in a URL, every byte escaped",
    write: (text) => everyByte(text).join(""),
    read: (text) => tryRead(() => decodeURIComponent(text)),
  },
  {
    name: "in a form",
    write: (text) => new URLSearchParams({ a: text }).toString().slice(2),
    read: (text) => new URLSearchParams(`a=${text}`).get("a")!,
  },
  ...[0, 1, 2].map((shift) => base64At(shift, "base64")),
  ...[0, 1, 2].map((shift) => base64At(shift, "base64url")),
  {
    name: "base64 of a JSON string",
    write: (text) => Buffer.from(inJson(text)).toString("base64"),
    read: (text) => outOfJson(Buffer.from(text, "base64").toString("utf8")),
  },
  {
    name: "base64 in a URL",
    write: (text) => encodeURIComponent(Buffer.from(text).toString("base64")),
    read: (text) => tryRead(() => Buffer.from(decodeURIComponent(text), "base64").toString("utf8")),
  },
  {
    name: "base64 in a JSON string with the slashes escaped",
    write: (text) => Buffer.from(text).toString("base64").replaceAll("/", "\\/"),
    read: (text) => Buffer.from(text.replaceAll("\\/", "/"), "base64").toString("utf8"),
  },
];
