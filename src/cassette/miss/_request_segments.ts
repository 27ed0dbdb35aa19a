import { jsonPointerTo } from "../../base/mod.ts";
import type { JsonValue, Segment, WireLens } from "../../spec/mod.ts";
import { bodyContent } from "../body.ts";
import type { RecordedBody, RecordedRequest } from "../interaction.ts";
import { KEYED } from "../headers.ts";
import { lensOf } from "../lens_of.ts";

/** Arrays whose items are messages, one by one. */
const CONVERSATIONS = new Set(["messages", "contents", "input"]);

/** A request with its scope. */
export interface ScopedRequest {
  readonly request: RecordedRequest;
  readonly scope?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** All parts of a request that count for its key, in the order in which they are told; pointers begin with the part. */
export function requestSegments({ request, scope, endpoint }: ScopedRequest, lenses: readonly WireLens[]): Segment[] {
  const { method, url, headers, body } = request;
  return [
    { name: "method", pointer: "/method", value: method },
    { name: "url", pointer: "/url", value: url },
    ...KEYED.filter((name) => Object.hasOwn(headers, name)).map((name) => ({
      name: `header ${name}`,
      pointer: `/headers/${name}`,
      value: headers[name],
    })),
    ...bodySegments(bodyValue(body), lensOf(lenses, { url, endpoint })),
    ...(scope === undefined ? [] : [{ name: "scope", pointer: "/scope", value: scope }]),
  ];
}

function bodySegments(body: JsonValue, lens: WireLens | null): Segment[] {
  const segments = lens?.segments(body) ?? fieldSegments(body);
  return segments.map(({ name, pointer, value }) => ({ name, pointer: `/body${pointer}`, value }));
}

/** The parts of a body whose format nobody knows: its fields, and conversations by message. */
function fieldSegments(body: JsonValue): Segment[] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return [{ name: "body", pointer: "", value: body }];
  }
  return Object.entries(body).flatMap(([name, value]): Segment[] => {
    const pointer = jsonPointerTo("", name);
    if (!CONVERSATIONS.has(name) || !Array.isArray(value)) return [{ name, pointer, value }];
    return value.map((item, i) => ({ name: `message ${i + 1}`, pointer: `${pointer}/${i}`, value: item }));
  });
}

function bodyValue(body: RecordedBody): JsonValue {
  if (body !== null && "json" in body) return body.json;
  const content = bodyContent(body);
  if (typeof content !== "string") return `${content.length} bytes`;
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}
