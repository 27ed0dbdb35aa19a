import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { type ExchangeFormat, readForeignFile } from "../../../src/cassette/exchange_formats/mod.ts";
import { samplePath } from "./support.ts";

const utf8 = new TextEncoder();

function read(content: unknown, format?: ExchangeFormat) {
  const bytes = typeof content === "string" ? utf8.encode(content) : utf8.encode(JSON.stringify(content));
  return readForeignFile(bytes, { path: "some.file", format });
}

const VCRPY = { request: { method: "GET", uri: "https://a.test/" }, response: { status: { code: 200 } } };
const ENTRY = {
  request: { method: "GET", url: "https://a.test/" },
  response: { status: 200, content: { text: "hello" } },
};

Deno.test("what a file is is told by what it holds", () => {
  const files: [ExchangeFormat, unknown][] = [
    ["vcrpy", { version: 1, interactions: [] }],
    ["vcrpy", "version: 1\ninteractions: []\n"],
    ["vcrpy", "\ufeffinteractions: []\nversion: 1\n"],
    ["vcr-ruby", "---\nhttp_interactions: []\nrecorded_with: VCR 6.4.0\n"],
    ["vcr-ruby", { http_interactions: [] }],
    ["polly", { log: { _recordingName: "x", entries: [] } }],
    ["har", { log: { entries: [] } }],
    ["nock", [{ scope: "https://a.test", method: "GET", path: "/", status: 200 }]],
    ["undici", [{ hash: "x", snapshot: { request: { url: "https://a.test/" }, responses: [] } }]],
  ];
  for (const [format, content] of files) assertEquals(read(content).format, format);
});

Deno.test("a format that is named must be the file's", () => {
  assertEquals(read({ log: { _recordingName: "x", entries: [] } }, "har").format, "har");
  assertEquals(read([], "undici").format, "undici");
  const error = assertThrows(() => read({ interactions: [] }, "har"), UserError);
  assertEquals(error.message, 'Cannot import the file as it is not of the format "har": current value is "some.file"');
});

Deno.test("what is no known format says what could have been", () => {
  for (const content of [{}, { openapi: "3" }, [{ a: 1 }], "just text", "", { version: 2, interactions: [] }]) {
    const error = assertThrows(() => read(content), UserError);
    assertStringIncludes(error.message, "is not a vcrpy cassette (YAML or JSON), a Ruby VCR cassette, a HAR");
    assertStringIncludes(error.message, '"some.file"');
  }
  assertStringIncludes(assertThrows(() => read("{"), UserError).message, "is no JSON");
  assertStringIncludes(assertThrows(() => read("a: [1\nb: }"), UserError).message, "is no YAML (line 2: ");
  const bytes = new Uint8Array([0xff, 0xfe, 0, 1]);
  assertThrows(() => readForeignFile(bytes, { path: "x" }), UserError, "is no UTF-8 text");
});

Deno.test("any bytes give a file or an error that a person can read", () => {
  const json = fc.jsonValue().map((value) => JSON.stringify(value));
  const near = fc.constantFrom("interactions", "http_interactions", "log").chain((name) =>
    fc.jsonValue().map((value) => JSON.stringify({ [name]: name === "log" ? { entries: [value] } : [value] }))
  );
  fc.assert(
    fc.property(fc.oneof(json, near, fc.string(), fc.string({ unit: "binary" })), (text) => {
      try {
        const file = read(text);
        assert(file.exchanges.length + file.broken.length + file.skipped.length >= 0);
      } catch (error) {
        assert(error instanceof UserError, `${(error as Error).stack}`);
      }
    }),
    { seed: 5, numRuns: 60 },
  );
});

Deno.test("a file that Ruby's VCR compressed is inflated", () => {
  const bytes = new Uint8Array(deflateSync(Deno.readFileSync(samplePath("vcr_ruby.yml"))));
  assertEquals(readForeignFile(bytes, { path: "x.zz" }).exchanges.length, 12);
});

Deno.test("a broken entry is named by place, field and rule, and does not hide the others", () => {
  const interactions = [
    VCRPY,
    { ...VCRPY, request: { method: "GET" } },
    { ...VCRPY, request: { method: "GET", uri: "ftp://a.test/" } },
    { ...VCRPY, request: { method: "G T", uri: "https://a.test/" } },
    { ...VCRPY, response: { status: { code: 99 } } },
    { ...VCRPY, response: { status: { code: 200 }, body: { string: 5 } } },
    "text",
    VCRPY,
  ];
  const file = read({ interactions });
  assertEquals(file.exchanges.map(({ place }) => place), ["interactions/0", "interactions/7"]);
  assertEquals(file.broken, [
    { place: "interactions/1", reason: "request/uri: Invalid input: expected string, received undefined" },
    { place: "interactions/2", reason: 'request/url: expected an http or https URL, received "ftp://a.test/"' },
    { place: "interactions/3", reason: 'request/method: is none ("G T")' },
    { place: "interactions/4", reason: "response/status: expected a whole number from 200 to 599, received 99" },
    { place: "interactions/5", reason: "response/body/string: expected text or bytes, received number" },
    { place: "interactions/6", reason: "the whole: Invalid input: expected object, received string" },
  ]);
});

Deno.test("entries of a HAR that are no HTTP exchanges are passed over, and told", () => {
  const file = read({
    log: {
      entries: [
        ENTRY,
        { ...ENTRY, request: { method: "GET", url: "data:text/plain,hello" } },
        { ...ENTRY, request: { method: "GET", url: "wss://a.test/" } },
        { ...ENTRY, response: { status: 101 } },
      ],
    },
  });
  assertEquals(file.exchanges.length, 1);
  assertEquals(file.skipped.map(({ reason }) => reason), [
    'is no HTTP exchange: "data:text/plain,hello"',
    'is no HTTP exchange: "wss://a.test/"',
    "is the opening of a WebSocket",
  ]);
});
