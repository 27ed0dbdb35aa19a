import { Buffer } from "node:buffer";
import type { Interaction } from "../interaction.ts";
import { bodyContent, decodeBody } from "../body.ts";
import { eventSourceMessages } from "./_event_source.ts";
import type { HarEntry, HarPair, HarRequest, HarResponse, HarTapedeck } from "./har.ts";

const HTTP = "HTTP/1.1";
const UNKNOWN = -1;

/** A recording as an entry of a HAR. `url` is the request's with a base URL in place of the endpoint's name. */
export function harEntry(interaction: Interaction, url: string): HarEntry {
  const { request, response, failure } = interaction;
  const waitMs = response?.headersMs ?? 0;
  const endMs = Math.max(waitMs, response?.cuts.at(-1)?.[1] ?? 0, failure?.atMs ?? 0);
  const receive = response === undefined ? 0 : micro(endMs - waitMs);
  const wait = response === undefined ? endMs : waitMs;
  const events = eventsOf(interaction);
  return {
    startedDateTime: interaction.at,
    time: micro(wait + receive),
    request: harRequest(request, url),
    response: harResponse(interaction),
    cache: {},
    timings: { blocked: UNKNOWN, dns: UNKNOWN, connect: UNKNOWN, ssl: UNKNOWN, send: 0, wait, receive },
    ...(events.length === 0 ? {} : { _eventSourceMessages: events }),
    _tapedeck: extraOf(interaction),
  };
}

function harRequest({ method, headers, body }: Interaction["request"], url: string): HarRequest {
  const content = bodyContent(body);
  const isText = typeof content === "string";
  const mimeType = headers["content-type"] ?? "";
  const postData = isText
    ? { mimeType, text: content }
    : { mimeType, text: Buffer.from(content).toString("base64"), _encoding: "base64" as const };
  return {
    method,
    url,
    httpVersion: HTTP,
    cookies: [],
    headers: pairsOf(Object.entries(headers)),
    queryString: pairsOf(new URL(url).searchParams),
    ...(content.length === 0 ? {} : { postData }),
    headersSize: UNKNOWN,
    bodySize: isText ? Buffer.byteLength(content) : content.length,
  };
}

function harResponse({ response, failure, unrecordable }: Interaction): HarResponse {
  const common = { httpVersion: HTTP, cookies: [], headersSize: UNKNOWN, bodySize: UNKNOWN } as const;
  const why = failure?.message ?? unrecordable;
  const error = why === undefined ? {} : { _error: why };
  if (response === undefined) {
    const content = { size: 0, mimeType: "x-unknown" };
    return { ...common, status: 0, statusText: "", headers: [], content, redirectURL: "", ...error };
  }
  const { status, statusText, headers, body } = response;
  const content = bodyContent(body);
  const isText = typeof content === "string";
  const text = isText
    ? { text: content }
    : { text: Buffer.from(content).toString("base64"), encoding: "base64" as const };
  const size = isText ? Buffer.byteLength(content) : content.length;
  return {
    ...common,
    status,
    statusText,
    headers: pairsOf(Object.entries(headers)),
    content: { size, mimeType: headers["content-type"] ?? "x-unknown", ...(size === 0 ? {} : text) },
    redirectURL: headers.location ?? "",
    ...error,
  };
}

function eventsOf({ at, response }: Interaction) {
  if (!/^text\/event-stream/i.test(response?.headers["content-type"] ?? "")) return [];
  const { body, cuts } = response!;
  return eventSourceMessages(decodeBody(body), { cuts, startedMs: Date.parse(at) });
}

function extraOf({ key, scope, endpoint, response, failure, unrecordable }: Interaction): HarTapedeck {
  return {
    key,
    ...(scope === undefined ? {} : { scope }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(response === undefined ? {} : { headersMs: response.headersMs, cuts: response.cuts }),
    ...(response?.reconstructed === true ? { reconstructed: true } : {}),
    ...(failure === undefined ? {} : { failure }),
    ...(unrecordable === undefined ? {} : { unrecordable }),
  };
}

function pairsOf(pairs: Iterable<readonly [string, string]>): HarPair[] {
  return Array.from(pairs, ([name, value]) => ({ name, value }));
}

function micro(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
