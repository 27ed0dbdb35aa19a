import { z } from "zod";
import type { Cut, TransportFailure } from "../../spec/mod.ts";
import {
  bodyBytes,
  bytesFrom,
  EntryError,
  headerPairs,
  type ReadEntries,
  readEntries,
  type ReadEntry,
  timeOf,
} from "./_entries.ts";
import { eventStream } from "./_event_source.ts";
import type { ForeignValue } from "./_foreign_value.ts";
import { foreignResponse } from "./_foreign_response.ts";
import type { ForeignRequest, ForeignResponse } from "./foreign_exchange.ts";
import type { HarEventSourceMessage } from "./har.ts";

const LATIN1 = /^(?:iso-?8859-1|latin-?1|windows-1252)$/;

const ms = z.number().catch(0);

const content = z.looseObject({
  text: z.string().nullish(),
  encoding: z.string().nullish(),
  mimeType: z.string().nullish(),
  size: z.number().nullish(),
});

const failure = z.looseObject({
  kind: z.enum(["timeout", "connection", "reset", "aborted"]),
  message: z.string(),
  atMs: z.number().min(0),
});

/** What Tapedeck adds to the entries that it exports. */
const extra = z.looseObject({
  scope: z.string().optional(),
  endpoint: z.string().optional(),
  headersMs: z.number().min(0).optional(),
  cuts: z.array(z.tuple([z.number(), z.number()])).optional(),
  reconstructed: z.boolean().optional(),
  unrecordable: z.string().optional(),
  failure: failure.optional(),
});

const entry = z.looseObject({
  startedDateTime: z.string().optional(),
  time: ms,
  timings: z.looseObject({ blocked: ms, receive: ms }).catch({ blocked: 0, receive: 0 }),
  request: z.looseObject({
    method: z.string(),
    url: z.string(),
    headers: z.unknown().optional(),
    postData: z.looseObject({
      mimeType: z.string().nullish(),
      text: z.string().nullish(),
      params: z.array(z.looseObject({ name: z.string(), value: z.string().nullish() })).nullish(),
      _encoding: z.literal("base64").optional(),
    }).nullish(),
  }),
  response: z.looseObject({
    status: z.number(),
    statusText: z.string().nullish(),
    headers: z.unknown().optional(),
    content: content.nullish(),
    _error: z.string().nullish(),
  }),
  _error: z.string().nullish(),
  _webSocketMessages: z.unknown().optional(),
  _eventSourceMessages: z.array(z.looseObject({
    time: z.number(),
    eventName: z.string().nullish(),
    eventId: z.string().nullish(),
    data: z.string(),
  })).nullish(),
  _tapedeck: extra.optional(),
});
type Entry = z.infer<typeof entry>;

/** The entries of a HAR: of a browser, a proxy, Polly.js, or Tapedeck. */
export function readHar(entries: readonly ForeignValue[]): ReadEntries {
  return readEntries(inPollyOrder(entries), { schema: entry, folder: "log/entries", read: readEntry });
}

function readEntry(given: Entry, place: string): ReadEntry {
  const { request, response, _tapedeck: own } = given;
  if (!/^https?:/i.test(request.url)) return { skipped: `is no HTTP exchange: "${request.url.slice(0, 60)}"` };
  if (response.status === 101) return { skipped: "is the opening of a WebSocket" };
  if (own?.unrecordable !== undefined) {
    return { skipped: `has no answer, as it could not be kept (${own.unrecordable})` };
  }
  const blocked = Math.max(0, given.timings.blocked);
  const started = timeOf(given.startedDateTime);
  const answer = response.status === 0 ? undefined : responseOf(given, Math.max(0, given.time - blocked));
  return {
    exchanges: [{
      place,
      // The browser's own queue comes before the hand-over of the request.
      at: started === null ? null : new Date(Date.parse(started) + blocked).toISOString(),
      request: requestOf(request),
      response: answer,
      failure: own?.failure ?? (answer === undefined ? failureOf(given) : undefined),
      scope: own?.scope,
      endpoint: own?.endpoint,
    }],
  };
}

function requestOf({ method, url, headers, postData }: Entry["request"]): ForeignRequest {
  // HTTP/2 has the parts of the URL among its headers.
  const pairs = headerPairs(headers).filter(([name]) => !name.startsWith(":"));
  return { method, url, headers: pairs, body: requestBytes(postData) };
}

function requestBytes(postData: Entry["request"]["postData"]): Uint8Array<ArrayBuffer> {
  if (postData === null || postData === undefined) return new Uint8Array();
  const { text, params, mimeType, _encoding } = postData;
  if (_encoding === "base64") return bytesFrom(text ?? "", "base64");
  if (typeof text === "string" && text !== "") return bodyBytes(text, "request/postData/text");
  if (params === null || params === undefined || params.length === 0) return new Uint8Array();
  if (!(mimeType ?? "").includes("urlencoded")) throw new EntryError("request/postData: has parts and no text");
  const pairs = params.map(({ name, value }) => [name, value ?? ""]);
  return bodyBytes(new URLSearchParams(pairs).toString(), "request/postData");
}

function responseOf(given: Entry, timeMs: number): ForeignResponse {
  const { response, timings, _tapedeck: own } = given;
  const headers = headerPairs(response.headers).filter(([name]) => !name.startsWith(":"));
  const headersMs = own?.headersMs ?? micro(Math.max(0, timeMs - Math.max(0, timings.receive)));
  const common = { status: response.status, statusText: response.statusText, headers, headersMs };
  const chunks = pollyChunks(response.content);
  if (chunks !== null) return foreignResponse({ ...common, body: chunks, isAsSent: true, endMs: micro(timeMs) });
  const events = given._eventSourceMessages ?? [];
  if ((response.content?.text ?? "") === "" && events.length > 0) {
    const startedMs = Date.parse(given.startedDateTime ?? "");
    const stream = eventStream(events as HarEventSourceMessage[], { startedMs, headersMs });
    return foreignResponse({ ...common, ...stream, isAsSent: false, reconstructed: true });
  }
  const body = contentBytes(response.content);
  return foreignResponse({
    ...common,
    body,
    isAsSent: false,
    reconstructed: own?.reconstructed ?? isTranscoded(response.content),
    endMs: micro(timeMs),
    ...(own?.cuts !== undefined && areSound(own.cuts, { headersMs, body }) ? { cuts: own.cuts as Cut[] } : {}),
  });
}

/** Whether chunks lie in a body and come one after the other: the file may have been changed since. */
function areSound(
  cuts: readonly (readonly number[])[],
  { headersMs, body }: { readonly headersMs: number; readonly body: Uint8Array },
): boolean {
  let [lastOffset, lastMs] = [0, headersMs];
  for (const [index, [offset, ms]] of cuts.entries()) {
    if (!Number.isInteger(offset) || offset > body.length || (index === 0 && offset !== 0)) return false;
    if (offset < lastOffset || ms < lastMs) return false;
    [lastOffset, lastMs] = [offset, ms];
  }
  return cuts.length > 0 || body.length === 0;
}

function contentBytes(given: Entry["response"]["content"]): Uint8Array<ArrayBuffer> {
  const { text, encoding, size } = given ?? {};
  if (text === null || text === undefined) {
    if ((size ?? 0) > 0) throw new EntryError(`response/content: has ${size} bytes, and the file does not hold them`);
    return new Uint8Array();
  }
  if (encoding === "base64") return bytesFrom(text, "base64");
  if (encoding !== null && encoding !== undefined && encoding !== "") {
    throw new EntryError(`response/content/encoding: expected "base64", received "${encoding}"`);
  }
  // Browsers decode what they list; these characters are the same bytes in all that goes by the name.
  const isLatin1 = LATIN1.test(charsetOf(given)) && /^[\0-\x7f\xa0-\xff]*$/.test(text);
  return isLatin1
    ? Uint8Array.from(text, (character) => character.charCodeAt(0))
    : bodyBytes(text, "response/content/text");
}

/** Polly.js keeps a compressed body as it came: a list of pieces in base64, or of old, in hexadecimal digits. */
function pollyChunks(given: Entry["response"]["content"]): Uint8Array<ArrayBuffer> | null {
  const { text, encoding } = given ?? {};
  if (encoding !== "base64" && encoding !== "hex" || !text?.startsWith("[")) return null;
  let chunks: unknown;
  try {
    chunks = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(chunks) || !chunks.every((chunk) => typeof chunk === "string")) return null;
  const isHex = encoding === "hex" || chunks.every((chunk) => /^(?:[0-9a-f]{2})*$/.test(chunk));
  return new Uint8Array(chunks.flatMap((chunk) => [...bytesFrom(chunk, isHex ? "hex" : "base64")]));
}

/** Whether a text was sent in another encoding than UTF-8, so that its bytes are made again. */
function isTranscoded(given: Entry["response"]["content"]): boolean {
  const charset = charsetOf(given);
  return charset !== "" && !/^utf-?8$/.test(charset) && given?.encoding !== "base64" &&
    /[^\0-\x7f]/.test(given?.text ?? "");
}

function charsetOf(given: Entry["response"]["content"]): string {
  return /charset="?([\w-]+)/i.exec(given?.mimeType ?? "")?.[1].toLowerCase() ?? "";
}

/** A request without a response: browsers say why in a field of their own, if at all. */
function failureOf({ response, time, _error }: Entry): TransportFailure {
  const message = response._error ?? _error ?? "the HAR has no response";
  const kinds = [[/abort|cancel/i, "aborted"], [/time.?d?.?out/i, "timeout"], [
    /reset|empty_response/i,
    "reset",
  ]] as const;
  const kind = kinds.find(([words]) => words.test(message))?.[1] ?? "connection";
  return { kind, message, atMs: micro(Math.max(0, time)) };
}

/** Polly.js counts the answers to one request in `_order`: they are given back in this order. */
function inPollyOrder(entries: readonly ForeignValue[]): readonly ForeignValue[] {
  const places = new Map<unknown, number[]>();
  entries.forEach((entry, index) => {
    const id = (entry as { _id?: unknown } | null)?._id;
    if (id === undefined) return;
    const known = places.get(id);
    if (known === undefined) places.set(id, [index]);
    else known.push(index);
  });
  const ordered = [...entries];
  for (const indexes of places.values()) {
    const sorted = indexes.map((index) => entries[index]).sort((a, b) => orderOf(a) - orderOf(b));
    indexes.forEach((index, nth) => ordered[index] = sorted[nth]);
  }
  return ordered;
}

function orderOf(entry: ForeignValue): number {
  return Number((entry as { _order?: unknown })._order ?? 0);
}

function micro(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
