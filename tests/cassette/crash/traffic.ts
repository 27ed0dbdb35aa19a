/** What the recording processes ask for, and what they are answered: a function of the URL, so that anybody can check. */
import { seededRandom } from "../../../src/base/mod.ts";

/** The path of a call: what is asked for follows from who asks and how often it has. */
export function callPath(recorder: string, number: number): string {
  const random = seededRandom(`${recorder}/${number}`);
  const kind = random() < 0.1 ? "bytes" : random() < 0.5 ? "json" : "text";
  return `/${kind}/${sizeOf(random)}/${recorder}/${number}`;
}

/** Most answers are small; some are torn when their writer is killed, and some are so large that they come in pieces. */
function sizeOf(random: () => number): number {
  const which = random();
  if (which < 0.7) return Math.floor(random() * 4000);
  if (which < 0.94) return Math.floor(random() * 100_000);
  if (which < 0.99) return Math.floor(random() * 1_000_000);
  return 4_500_000 + Math.floor(random() * 500_000);
}

/** The body with which a path is answered. */
export function bodyOf(path: string): Uint8Array {
  const [, kind, size] = path.split("/");
  const filler = `${path} "quoted" ä\n`.repeat(Math.ceil(Number(size) / 30)).slice(0, Number(size));
  if (kind === "json") return utf8.encode(JSON.stringify({ path, filler }));
  const bytes = utf8.encode(path + filler);
  // No UTF-8: it is kept as base64.
  return kind === "bytes" ? Uint8Array.of(0xff, ...utf8.encode(path), ...bytes.subarray(0, 100_000), 0xfe) : bytes;
}

const utf8 = new TextEncoder();
