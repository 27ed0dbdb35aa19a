import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { MintedNames } from "../../../src/cassette/ids/mod.ts";
import { lineParts } from "../../../src/cassette/ids/_line_parts.ts";
import { mintedIn } from "../../../src/cassette/ids/_minted_in.ts";
import { encodeBody } from "../../../src/cassette/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { utf8 } from "../support.ts";

const NAMES = new MintedNames([]);

function mintedBy(answer: string | Uint8Array, request: JsonValue = {}): string[] {
  const bytes = typeof answer === "string" ? utf8.encode(answer) : answer;
  const response = {
    status: 200,
    statusText: "",
    headers: { id: "header" },
    headersMs: 1,
    cuts: [],
    body: encodeBody(bytes),
  };
  const recorded = { method: "POST", url: "u", headers: {}, body: { json: request } };
  const line = JSON.stringify({ key: "key_1", kind: "http", at: "", request: recorded, response });
  const minted = mintedIn(lineParts(line)!, NAMES);
  const { key, ...others } = JSON.parse(line);
  const reordered = JSON.stringify({ key, response: others.response, request: others.request, kind: "http" });
  assertEquals(mintedIn(lineParts(reordered)!, NAMES), minted, "whatever the order of the line");
  return minted;
}

Deno.test("strings of the fields that mint are found at any depth, in their order, each once", () => {
  const answer = { id: "a", list: [{ call_id: "b", id: "a" }, { deep: { signature: "c" } }], item_id: 5, other: "d" };
  assertEquals(mintedBy(JSON.stringify(answer)), ["a", "b", "c"]);
  assertEquals(mintedBy(JSON.stringify(answer, null, 2)), ["a", "b", "c"]);
});

Deno.test("so are they in streams of events and of lines", () => {
  const events = ["a", "a", "b"].map((id) => JSON.stringify({ id, delta: { text: "x" } }));
  assertEquals(mintedBy(events.map((event) => `data: ${event}\n\n`).join("")), ["a", "b"]);
  assertEquals(mintedBy(events.map((event) => `event: delta\r\ndata: ${event}\r\n\r\n`).join("")), ["a", "b"]);
  assertEquals(mintedBy(events.map((event) => `${event}\n`).join("")), ["a", "b"]);
});

Deno.test("pieces of the signatures of several blocks are put together block by block", () => {
  const piece = (index: number, signature: string) =>
    `event: content_block_delta\ndata: ${
      JSON.stringify({ type: "content_block_delta", index, delta: { type: "signature_delta", signature } })
    }\n\n`;
  const stream = 'data: {"id":"msg_1"}\n\n' + piece(0, "a+") + piece(2, "x/") + piece(0, "b==") + piece(2, "y=") +
    'data: {"id":"toolu_1"}\n\n' + 'data: {"type":"signature_delta", torn\n\n';
  assertEquals(mintedBy(stream), ["msg_1", "a+b==", "x/y=", "toolu_1"]);
});

Deno.test("what the request brought, what is empty or was redacted, and what is only said, is not minted", () => {
  const answer = {
    id: "new",
    previous_response_id: "old",
    signature: "",
    item_id: "[redacted]",
    text: '{"id":"said"}',
  };
  assertEquals(mintedBy(JSON.stringify(answer), { previous_response_id: "old" }), ["new"]);
  assertEquals(mintedBy('{"id":"old","call_id":"b"}', { arguments: '{"id":"old"}' }), ["b"]);
});

Deno.test("what a model asks a tool is its own choice, however deep an id stands in it", () => {
  for (const name of ["input", "args", "arguments"]) {
    const call = { id: "a", [name]: { id: "x", text: '}"{', deep: [{ id: "y" }] }, signature: "b" };
    assertEquals(mintedBy(JSON.stringify({ content: [call, { id: "c", [name]: {} }, { call_id: "d" }] })), [
      ...["a", "b", "c", "d"],
    ]);
    assertEquals(mintedBy(`data: {"id":"a","${name}":{"id":"torn\n\n`), ["a"]);
    // Where it is a list, it is a list of items.
    assertEquals(mintedBy(JSON.stringify({ [name]: [{ id: "a" }] })), ["a"]);
  }
});

Deno.test("answers that are no text, or no JSON, mint nothing", () => {
  for (const answer of ["", "plain", '"id"', '{"id":"torn', new Uint8Array([255, 254])]) {
    assertEquals(mintedBy(answer), []);
  }
});

Deno.test("any string is found as it is, however it is escaped", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", minLength: 1 }), fc.boolean(), (id, isStream) => {
    fc.pre(!id.includes("[redacted]") && !'"key_1"{}POSTu'.includes(id));
    const json = JSON.stringify({ a: "\\", id, b: '"' });
    assertEquals(mintedBy(isStream ? `data: ${json}\n\n` : json), [id]);
  }));
});

Deno.test("a quick look at a request sees whether it has such a field", () => {
  assert(NAMES.occurIn('{"messages":[{"tool_call_id": "x"}]}'));
  assert(!NAMES.occurIn('{"messages":[{"content":"the \\"id\\":\\"x\\""}],"id":5,"ids":"x"}'));
});
