import { Buffer } from "node:buffer";
import { GENERIC_SHAPES } from "../../../src/cassette/redaction/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";

/** A credential that nothing but its looks gives away. */
export interface Canary {
  readonly name: string;
  readonly secret: string;
  /** As it is written where it is used: some are known by the word in front of them. */
  readonly text: string;
}

const WORDS: { readonly [name: string]: string } = { "bearer-token": "Bearer ", "basic-credentials": "Basic " };

/** One credential for every shape of every provider, and for every shape that is everybody's. */
export function canaries(): Canary[] {
  const shapes = [...providerLenses().flatMap(({ keyShapes }) => keyShapes), ...GENERIC_SHAPES];
  const all = shapes.map(({ name, example }) => ({
    name,
    secret: example,
    text: `${WORDS[name] ?? ""}${example}`,
  }));
  return [...new Map(all.map((canary) => [canary.secret, canary])).values()];
}

/** A way to write a text down. */
export interface Encoding {
  readonly name: string;
  readonly write: (text: string) => string;
  /** Whether it is fit for a JSON string as it stands, and for nothing else. */
  readonly isJson?: boolean;
}

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const units = (text: string) =>
  Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");
const lines = (base64: string, length: number) => base64.match(new RegExp(`.{1,${length}}`, "g"))!.join("\n");
const base64 = (shift: number, alphabet: "base64" | "base64url"): Encoding => ({
  name: `${alphabet}, ${shift} bytes into a group`,
  write: (text) => Buffer.from("<>?".slice(0, shift) + " " + text + " ~").toString(alphabet),
});

export const ENCODINGS: readonly Encoding[] = [
  { name: "plain", write: (text) => text },
  { name: "in a JSON string", write: inJson, isJson: true },
  { name: "in a JSON string, needlessly escaped", write: units, isJson: true },
  { name: "in JSON in a JSON string", write: (text) => inJson(JSON.stringify({ text })), isJson: true },
  {
    name: "in JSON in a JSON string, needlessly escaped",
    write: (text) => inJson(`{"text":"${units(text)}"}`),
    isJson: true,
  },
  { name: "in a URL", write: encodeURIComponent },
  {
    name: "in a URL, every byte escaped",
    write: (text) => Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  },
  { name: "in a form", write: (text) => new URLSearchParams({ a: text }).toString().slice(2) },
  ...[0, 1, 2].map((shift) => base64(shift, "base64")),
  ...[0, 1, 2].map((shift) => base64(shift, "base64url")),
  {
    name: "base64 in lines of 76",
    write: (text) => lines(Buffer.from(`{"padding":"${"-".repeat(57)}","key":"${text}"}`).toString("base64"), 76),
  },
  { name: "base64 in lines of 20", write: (text) => lines(Buffer.from(`{"key":"${text}"}`).toString("base64"), 20) },
  { name: "hexadecimal", write: (text) => Buffer.from(text).toString("hex") },
  { name: "hexadecimal, in capitals", write: (text) => Buffer.from(text).toString("hex").toUpperCase() },
];
