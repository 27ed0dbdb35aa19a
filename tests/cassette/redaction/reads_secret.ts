import { Buffer } from "node:buffer";

/**
 * Whether a secret can be read out of a file, as somebody would who looks for it: in the text, in the strings of its JSON
 * and of the JSON in those, behind URL escapes and in base64.
 */
export function readsSecret(file: string, secret: string): boolean {
  const texts = new Set([file]);
  for (let round = 0; round < 5; round++) {
    for (const text of [...texts]) {
      if (text.includes(secret)) return true;
      for (const other of otherReadings(text)) texts.add(other);
    }
  }
  return [...texts].some((text) => text.includes(secret) || joinedStrings(text).some((all) => all.includes(secret)));
}

function otherReadings(text: string): string[] {
  const found = [unescaped(text), unescapedUrl(text)];
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{8,}/g)) {
    for (const shift of [0, 1, 2, 3]) {
      const decoded = Buffer.from(run.slice(shift), "base64").toString("utf8");
      if (decoded.length < 4096) found.push(decoded);
    }
  }
  return found.filter((other) => other !== text && other.length > 3);
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_match, hex: string | undefined, char: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return char === "n" ? "\n" : char;
  });
}

function unescapedUrl(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

/** What the events of a stream say one after the other, by the name of the property. */
function joinedStrings(text: string): string[] {
  const byName = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/"(\w+)":"([^"]*)"/g)) byName.set(name, (byName.get(name) ?? "") + value);
  return [...byName.values()];
}
