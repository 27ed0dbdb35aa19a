import { Buffer } from "node:buffer";
import type { JsonValue } from "../spec/mod.ts";
import type { Edit } from "./_edits.ts";

/** A JSON string inside one event of a stream. */
interface Fragment {
  readonly event: number;
  /** Where it stands in its event: `choices/0/delta/content`. */
  readonly path: string;
  readonly text: string;
}

interface StreamEvent {
  /** Where the event's JSON stands in the body. */
  readonly start: number;
  readonly end: number;
  readonly json: JsonValue;
}

/**
 * Edits that remove secrets which a stream spells across several of its events, as when a model repeats a key token by
 * token. The strings that stand at the same place of successive events are read as one text.
 */
export function splitSecretEdits(latin1: string, secrets: readonly string[], placeholder: string): Edit[] {
  const events = eventsOf(latin1);
  if (events.length < 2) return [];
  const fragments = new Map<string, Fragment[]>();
  events.forEach((event, index) => collect(event.json, "", index, fragments));
  const replaced = new Map<number, Map<string, string>>();
  for (const [path, parts] of fragments) {
    if (parts.length < 2) continue;
    const cleaned = cleanParts(parts.map((part) => part.text), secrets, placeholder);
    if (cleaned === null) continue;
    parts.forEach((part, i) => {
      if (part.text === cleaned[i]) return;
      if (!replaced.has(part.event)) replaced.set(part.event, new Map());
      replaced.get(part.event)!.set(path, cleaned[i]);
    });
  }
  return [...replaced].sort(([a], [b]) => a - b).map(([index, strings]) => ({
    start: events[index].start,
    end: events[index].end,
    replacement: Buffer.from(JSON.stringify(rebuilt(events[index].json, "", strings)), "utf8").toString("latin1"),
  }));
}

/** The JSON objects of an SSE or NDJSON body: one a line, behind an optional `data:`. */
function eventsOf(latin1: string): StreamEvent[] {
  const events: StreamEvent[] = [];
  for (const match of latin1.matchAll(/^(?:data:[ \t]*)?(\{.*\})[ \t]*\r?$/gm)) {
    const start = match.index + match[0].indexOf("{");
    const end = start + match[1].length;
    try {
      events.push({ start, end, json: JSON.parse(Buffer.from(match[1], "latin1").toString("utf8")) });
    } catch {
      // A line that is no JSON has no strings to join.
    }
  }
  return events;
}

function collect(value: JsonValue, path: string, event: number, into: Map<string, Fragment[]>): void {
  if (typeof value === "string") {
    const parts = into.get(path);
    if (parts === undefined) into.set(path, [{ event, path, text: value }]);
    else parts.push({ event, path, text: value });
  } else if (typeof value === "object" && value !== null) {
    for (const [name, child] of Object.entries(value)) collect(child, `${path}/${name}`, event, into);
  }
}

/** The parts without the secrets that their joined text spells; `null` when it spells none. */
function cleanParts(parts: readonly string[], secrets: readonly string[], placeholder: string): string[] | null {
  const joined = parts.join("");
  const removed = new Uint8Array(joined.length);
  const starts = new Set<number>();
  for (const secret of secrets) {
    for (let at = joined.indexOf(secret); at !== -1; at = joined.indexOf(secret, at + secret.length)) {
      starts.add(at);
      removed.fill(1, at, at + secret.length);
    }
  }
  if (starts.size === 0) return null;
  let at = 0;
  return parts.map((part) => {
    let text = "";
    for (let i = 0; i < part.length; i++, at++) {
      if (starts.has(at)) text += placeholder;
      if (removed[at] === 0) text += joined[at];
    }
    return text;
  });
}

function rebuilt(value: JsonValue, path: string, strings: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === "string") return strings.get(path) ?? value;
  if (Array.isArray(value)) return value.map((item, i) => rebuilt(item, `${path}/${i}`, strings));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, rebuilt(child, `${path}/${name}`, strings)]),
  );
}
