import { Buffer } from "node:buffer";

/** Escapes within escapes: what a line of a tape, an event, a tool call's arguments and a test add. */
const DEPTH = 5;
/** No credential is shorter. */
const MIN_LENGTH = 16;
/** Nothing shorter is a credential that is encoded; from where a run begins, as words are many. */
const RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{20,}/g;

/**
 * Tells whether a credential can be read out of a line of a cassette. Written without a look at how credentials are
 * found: it undoes everything that can be undone and looks.
 */
export class CanaryReader {
  /** What most lines have in common needs to be decoded once. */
  readonly #harmless = new Set<string>();

  constructor(readonly secret: string) {}

  reads(line: string): boolean {
    return [...readingsOf(line)].some((text) =>
      text.includes(this.secret) || runsIn(text).some((run) => this.#isEncoded(run))
    );
  }

  #isEncoded(run: string): boolean {
    if (this.#harmless.has(run)) return false;
    const isEncoded = decodings(run).some((decoded) => this.#isIn(decoded));
    if (!isEncoded) this.#harmless.add(run);
    return isEncoded;
  }

  #isIn(decoded: string): boolean {
    return decoded.includes(this.secret) || (decoded.includes("\\") && unescaped(decoded).includes(this.secret));
  }
}

/** A line with everything undone that can be undone, in any order and up to so many times. */
function readingsOf(line: string): Set<string> {
  const readings = new Set<string>();
  let text = line;
  for (let depth = 0; depth < DEPTH; depth++) {
    const pieces = new Set([
      joined(text),
      joined(fromEvents(text)),
      joinedEvents(text),
      joinedBytes(text),
      joinedNames(text),
    ]);
    const undone = [...pieces].flatMap((piece) => [piece, unescaped(piece), unescaped(unescaped(piece))]);
    for (const reading of new Set([text, ...undone])) {
      if (reading.length < MIN_LENGTH) continue;
      readings.add(reading);
      readings.add(unescapedUrl(reading));
      readings.add(unescapedUrl(reading.replaceAll("+", " ")));
    }
    const next = unescaped(text);
    if (next === text) break;
    text = next;
  }
  return readings;
}

/** What may be base64 or hexadecimal digits, also where it goes over several lines. */
function runsIn(text: string): string[] {
  const folded = text.replaceAll(/(?:\\+[rn]|[\r\n])+/g, "");
  return [...new Set([text, folded])].flatMap((reading) => reading.match(RUN) ?? []);
}

function decodings(run: string): string[] {
  const base64 = [0, 1, 2, 3].map((shift) => Buffer.from(run.slice(shift), "base64").toString("latin1"));
  const digits = run.match(/[0-9a-fA-F]{20,}/g) ?? [];
  return [
    ...base64,
    ...digits.flatMap((hex) => [0, 1].map((at) => Buffer.from(hex.slice(at), "hex").toString("latin1"))),
  ];
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_match, hex: string | undefined, char: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return char === "n" ? "\n" : char;
  });
}

function unescapedUrl(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

/** What the strings of a property say one after the other, with the escapes of each undone. */
function joined(text: string): string {
  const byName = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/"(\w+)":"((?:[^"\\]|\\.)*)"/g)) {
    byName.set(name, (byName.get(name) ?? "") + unescaped(value));
  }
  for (const [, list] of text.matchAll(/\[((?:"(?:[^"\\]|\\.)*",?)+)\]/g)) {
    byName.set(list, [...list.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, value]) => unescaped(value)).join(""));
  }
  return [...byName.values()].join("\n\n\0");
}

/** Without what stands in front of the first event, whose quotes would be taken for its own. */
function fromEvents(text: string): string {
  return text.slice(Math.max(0, text.indexOf("data: ")));
}

function joinedEvents(text: string): string {
  return [...text.matchAll(/^data: ?([^\r\n]*)/gm)].map(([, data]) => data).join("");
}

function joinedBytes(text: string): string {
  const bytes = [...text.matchAll(/"bytes":\[([\d,]*)\]/g)].flatMap(([, list]) => list.split(",").map(Number));
  return Buffer.from(bytes).toString("utf8");
}

/** The tokens that are the first names of the objects of a list. */
function joinedNames(text: string): string {
  return [...text.matchAll(/\{"((?:[^"\\]|\\.)*)":-/g)].map(([, name]) => unescaped(name)).join("");
}
