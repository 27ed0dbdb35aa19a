import { Buffer } from "node:buffer";

/** Escapes within escapes: what a line of a tape, an event, a tool call's arguments and a test add. */
const DEPTH = 5;
/** No credential is shorter. */
const MIN_LENGTH = 16;

/**
 * Whether a credential can be read out of a line of a cassette. Written without a look at how credentials are found: it
 * undoes everything that can be undone and looks.
 */
export function readsCanary(line: string, secret: string): boolean {
  const texts = new Set<string>();
  let text = line;
  for (let depth = 0; depth < DEPTH; depth++) {
    const pieces = [joined(text), joined(fromEvents(text)), joinedEvents(text), joinedBytes(text), joinedNames(text)];
    const undone = pieces.flatMap((piece) => [piece, unescaped(piece), unescaped(unescaped(piece))]);
    for (const reading of [text, ...undone].filter(({ length }) => length >= MIN_LENGTH)) {
      texts.add(reading);
      texts.add(unescapedUrl(reading));
      texts.add(unescapedUrl(reading.replaceAll("+", " ")));
    }
    text = unescaped(text);
  }
  const runs = new Set<string>();
  for (const text of texts) {
    if (text.includes(secret)) return true;
    for (const folded of [text, text.replaceAll(/(?:\\+[rn]|[\r\n])+/g, "")]) {
      for (const [run] of folded.matchAll(/[A-Za-z0-9+/_-]{20,}/g)) runs.add(run);
    }
  }
  for (const run of runs) if (decodings(run).some((decoded) => says(decoded, secret))) return true;
  return false;
}

function says(decoded: string, secret: string): boolean {
  return decoded.includes(secret) || (decoded.includes("\\") && unescaped(decoded).includes(secret));
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
