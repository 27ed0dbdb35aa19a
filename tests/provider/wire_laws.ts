/** What holds for every wire format: the laws' tests of each say for which requests, bodies and bytes. */
import { assert, assertEquals } from "@std/assert";
import { canonicalJson } from "../../src/base/mod.ts";
import type { ChatRequest, Endpoint, JsonObject, WireFormat, WireRequest } from "../../src/spec/mod.ts";
import { respond } from "./responses.ts";

/** What comes out is JSON: its text says all of it. */
function assertIsJson(value: unknown): void {
  assertEquals(JSON.parse(JSON.stringify(value)), value);
}

/** Any request gives a body, and whatever is left out is told once; the request is as it was. What it gave. */
export function assertWritten({ toWire }: WireFormat, request: ChatRequest, endpoint: Endpoint): WireRequest {
  const before = JSON.stringify(request);
  const written = toWire(request, endpoint);
  assertIsJson(written.body);
  assertEquals(written.method, "POST");
  for (const { code, message } of written.warnings) {
    assertEquals(code, "unsupported");
    assert(/^Cannot send ".+" as ./s.test(message), message);
  }
  assertEquals(new Set(written.warnings.map(({ message }) => message)).size, written.warnings.length);
  assertEquals(JSON.stringify(request), before, "the request is as it was");
  return written;
}

/** A request with nothing in it that the format cannot take is the one that its body means. */
export function assertComesBack({ toWire, fromRequest }: WireFormat, request: ChatRequest, endpoint: Endpoint): void {
  const { body, path, warnings } = toWire(request, endpoint);
  assertEquals(warnings, []);
  assertEquals(fromRequest(body, path), request);
}

/** What a body means is written as the same body under the same path. The warnings of the second writing. */
export function assertWrittenAgain(
  { toWire, fromRequest }: WireFormat,
  request: ChatRequest,
  endpoint: Endpoint,
): WireRequest["warnings"] {
  const { body, path } = toWire(request, endpoint);
  const again = toWire(fromRequest(body, path), endpoint);
  assertEquals(canonicalJson(again.body), canonicalJson(body));
  assertEquals(again.path, path);
  return again.warnings;
}

/** Any object is read as a request, and what that means is written in one way. */
export function assertReadInOneWay(
  { toWire, fromRequest }: WireFormat,
  body: JsonObject,
  { endpoint, path }: { readonly endpoint: Endpoint; readonly path: string },
): void {
  const before = JSON.stringify(body);
  const request = fromRequest(body, path);
  assertIsJson(request);
  assertEquals(JSON.stringify(body), before, "the body is as it was");
  const once = toWire(request, endpoint);
  assertEquals(canonicalJson(toWire(fromRequest(once.body, once.path), endpoint).body), canonicalJson(once.body));
}

/** Any bytes are an answer or a typed failure, and those of a refusal never an answer. */
export function assertReadable({ fromWire }: WireFormat, bytes: Uint8Array, status: number): void {
  const outcome = fromWire(respond(bytes, { status }));
  assertIsJson(outcome);
  assertEquals(outcome.ok && status >= 300, false);
}
