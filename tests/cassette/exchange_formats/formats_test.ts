import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { exportHar, type ImportOptions } from "../../../src/cassette/mod.ts";
import { newNote, recordsOf, recordTape } from "../support.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { imported } from "./support.ts";

const URL_OF = "https://api.test/v1/x";

function ruby(body: object, request: object = {}) {
  return {
    http_interactions: [{
      request: { method: "get", uri: URL_OF, body: { encoding: "US-ASCII", string: "" }, headers: {}, ...request },
      response: { status: { code: "200", message: "OK" }, headers: { "X-Request-Id": ["a", "b"] }, body },
      recorded_at: "Tue, 01 Nov 2011 04:58:44 GMT",
    }],
    recorded_with: "VCR 6.4.0",
  };
}

async function bytesAt(files: { readonly [name: string]: unknown }, options: Partial<ImportOptions> = {}) {
  await using sample = await imported(files, options);
  return Array.from(new Uint8Array(await (await sample.tape.fetch(URL_OF)).arrayBuffer()));
}

Deno.test("a body of Ruby's VCR is turned back into the encoding in which it came", async () => {
  assertEquals(await bytesAt({ "a.json": ruby({ encoding: "ISO-8859-1", string: "é" }) }), [0xe9]);
  assertEquals(await bytesAt({ "a.json": ruby({ encoding: "UTF-8", string: "é" }) }), [0xc3, 0xa9]);
  assertEquals(await bytesAt({ "a.json": ruby({ encoding: "UTF-16LE", string: "é" }) }), [0xe9, 0]);
  assertEquals(await bytesAt({ "a.json": ruby({ encoding: "Windows-31J", base64_string: "/w==\n" }) }), [0xff]);
  const lost = ruby({ encoding: "Shift_JIS", string: "東" });
  await assertRejects(() => imported({ "a.json": lost }), UserError, "texts in Shift_JIS cannot be turned back");
});

Deno.test("Ruby's times are kept, its methods put in capitals, and headers that came twice joined", async () => {
  await using sample = await imported({ "a.json": ruby({ encoding: "UTF-8", string: "x" }) });
  const [{ at, request, response }] = await recordsOf(sample.path);
  assertEquals([at, request.method], ["2011-11-01T04:58:44.000Z", "GET"]);
  assertEquals(response.headers["x-request-id"], "a, b");
});

Deno.test("all answers of one undici snapshot are played in their order", async () => {
  const answer = (text: string) => ({ statusCode: 200, headers: {}, body: btoa(text) });
  const snapshot = {
    request: { method: "GET", url: URL_OF, headers: {} },
    responses: ["one", "two", "three"].map(answer),
    timestamp: "2026-01-01T00:00:00.000Z",
  };
  await using sample = await imported({ "a.json": [{ hash: "x", snapshot }] });
  for (const text of ["one", "two", "three"]) assertEquals(await (await sample.tape.fetch(URL_OF)).text(), text);
  const [{ at }] = await recordsOf(sample.path);
  assertEquals(at, "2026-01-01T00:00:00.000Z");
});

Deno.test("redirects are recordings of their own, as the program made them", async () => {
  const entry = (url: string, status: number, headers: object[], text: string) => ({
    request: { method: "GET", url, headers: [] },
    response: { status, headers, content: { text }, redirectURL: "" },
  });
  const entries = [
    entry(URL_OF, 307, [{ name: "Location", value: "https://api.test/v2/x" }], ""),
    entry("https://api.test/v2/x", 200, [], "there"),
  ];
  await using sample = await imported({ "a.har": { log: { entries } } });
  const hop = await sample.tape.fetch(URL_OF, { redirect: "manual" });
  assertEquals([hop.status, hop.headers.get("location")], [307, "https://api.test/v2/x"]);
  assertEquals(await (await sample.tape.fetch("https://api.test/v2/x")).text(), "there");
});

Deno.test("an answer that must have no body gets none, and odd headers do not stop the import", async () => {
  const headers = { "bad name": ["x"], "x-request-id": ["é東"], "content-type": ["a\r\nb"] };
  const file = {
    interactions: [204, 304].map((code) => ({
      request: { method: "GET", uri: URL_OF, headers: { "bad name": ["x"] } },
      response: { status: { code, message: "日本" }, headers, body: { string: "never sent" } },
    })),
  };
  await using sample = await imported({ "a.json": file });
  for (const status of [204, 304]) {
    const response = await sample.tape.fetch(URL_OF);
    assertEquals([response.status, response.statusText, await response.text()], [status, "", ""]);
  }
});

Deno.test("a time can be given to recordings that have none, and headers tell it before that", async () => {
  const definition = { scope: "https://api.test", method: "GET", path: "/v1/x", status: 200, response: "x" };
  const files = {
    "a.json": [definition, { ...definition, rawHeaders: { Date: "Sat, 21 Nov 2026 07:34:42 GMT" } }, definition],
  };
  await using sample = await imported(files, { recordedAt: "2026-05-01T00:00:00Z" });
  assertEquals((await recordsOf(sample.path)).map(({ at }) => at), [
    "2026-05-01T00:00:00.000Z",
    "2026-11-21T07:34:42.000Z",
    "2026-05-01T00:00:00.001Z",
  ]);
  assertEquals(sample.report.undated, 2);
});

Deno.test("a HAR has no place for decisions, and says how many it leaves out", async () => {
  using dir = tempDir();
  const fetch = () => Promise.resolve(new Response(new Uint8Array([0xff]), { status: 503 }));
  {
    await using tape = await recordTape(`${dir.path}/t.jsonl`, { fetch, env: false });
    await tape.decide("cell", "route", () => ({ choice: 1, reason: "cheap" }));
    const init = { method: "POST", body: new Uint8Array([0xfe]), note: newNote({ scope: "s" }) };
    await (await tape.fetch(URL_OF, init)).arrayBuffer();
  }
  const report = await exportHar(`${dir.path}/t.jsonl`, { out: `${dir.path}/t.har` });
  assertEquals([report.entries, report.decisions], [1, 1]);
  const { entries: [entry] } = JSON.parse(await Deno.readTextFile(`${dir.path}/t.har`)).log;
  assertEquals(entry.request.postData, { mimeType: "", text: "/g==", _encoding: "base64" });
  assertEquals([entry.response.content.text, entry.response.content.encoding], ["/w==", "base64"]);
  assertEquals(entry._tapedeck.scope, "s");
});
