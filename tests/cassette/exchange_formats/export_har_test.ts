import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { decodeBody, exportHar, importCassette, type Interaction } from "../../../src/cassette/mod.ts";
import type { Clock } from "../../../src/spec/mod.ts";
import { newNote, recordsOf, recordTape, utf8 } from "../support.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { harSchema } from "./har_schema.ts";

/** One call of a session, and how it ends. */
interface Exchange {
  readonly path: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly scope: string | undefined;
  readonly status: number;
  readonly chunks: readonly Uint8Array[];
  readonly breaks: boolean;
}

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => new Uint8Array(array));
const text = fc.string({ unit: "binary", maxLength: 30 }).map((value) => value.toWellFormed());
const exchange: fc.Arbitrary<Exchange> = fc.record({
  path: fc.constantFrom("/v1/chat", "/v1/chat?a=b%20c&d", "/other", "/v1"),
  body: fc.oneof(text, fc.json(), bytes),
  scope: fc.option(fc.constantFrom("cell_1/1", "2"), { nil: undefined }),
  status: fc.constantFrom(200, 201, 302, 404, 429, 500),
  chunks: fc.array(fc.oneof(bytes, text.map((value) => utf8.encode(value))), { maxLength: 4 }),
  breaks: fc.boolean(),
});

const NAMES = {
  "gpt@openai": "https://api.openai.test/v1",
  "gpt-openai": "https://other.test",
  "x/y": "https://x.test/v1",
};

Deno.test("export and import give the same keys, statuses, bodies, times and failures", async () => {
  const session = fc.array(exchange, { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(session, fc.boolean(), async (exchanges, isBased) => {
      using dir = tempDir();
      const tape = `${dir.path}/tape.jsonl`;
      await record(tape, exchanges);
      await exportHar(tape, { out: `${dir.path}/tape.har`, ...(isBased ? { bases: NAMES } : {}) });
      harSchema.parse(JSON.parse(await Deno.readTextFile(`${dir.path}/tape.har`)));
      await importCassette([`${dir.path}/tape.har`], { out: `${dir.path}/again.jsonl`, env: false });
      assertEquals(await facts(`${dir.path}/again.jsonl`), await facts(tape));
    }),
    { numRuns: 40, seed: 3 },
  );
});

Deno.test("a stream's events stand in the HAR as a browser lists them, with their times", async () => {
  using dir = tempDir();
  const events = ["event: ping\nid: 7\ndata: one\n\ndata: tw", "o\ndata: lines\n\n", "data: [DONE]\n\n"];
  await record(`${dir.path}/tape.jsonl`, [{
    path: "/v1/chat",
    body: "{}",
    scope: undefined,
    status: 200,
    chunks: events.map((event) => utf8.encode(event)),
    breaks: false,
  }]);
  await exportHar(`${dir.path}/tape.jsonl`, { out: `${dir.path}/tape.har` });
  const { entries: [entry] } = JSON.parse(await Deno.readTextFile(`${dir.path}/tape.har`)).log;
  assertEquals(entry.response.content.text, events.join(""));
  const started = Date.parse(entry.startedDateTime);
  const seen = entry._eventSourceMessages.map((message: { time: number }) => ({
    ...message,
    time: Math.round(message.time * 1000 - started),
  }));
  assertEquals(seen, [
    { time: 10, eventName: "ping", eventId: "7", data: "one" },
    { time: 15, eventName: "message", eventId: "", data: "two\nlines" },
    { time: 20, eventName: "message", eventId: "", data: "[DONE]" },
  ]);
  assertEquals([entry.timings.wait, entry.timings.receive, entry.time], [5, 15, 20]);
});

Deno.test("names get base URLs that no two share, or those that are given", async () => {
  using dir = tempDir();
  await record(
    `${dir.path}/tape.jsonl`,
    Object.keys(NAMES).map((_, index) => ({
      path: ["/v1/a", "/a", "/v1"][index],
      body: "",
      scope: undefined,
      status: 200,
      chunks: [],
      breaks: false,
    })),
  );
  const report = await exportHar(`${dir.path}/tape.jsonl`, { out: `${dir.path}/a.har`, bases: { "x/y": "http://h/" } });
  assertEquals(new Set(Object.values(report.bases)).size, Object.keys(report.bases).length);
  assertEquals(report.bases["gpt@openai"], "https://tapedeck.invalid/gpt@openai");
  assertEquals(report.bases["x/y"], "http://h");
  const bad = { out: `${dir.path}/b.har`, bases: { "x/y": "h" } };
  await assertRejects(() => exportHar(`${dir.path}/tape.jsonl`, bad), UserError, 'is no URL: current value is "h"');
});

Deno.test("a HAR that is there stays unless it is to be replaced, and a tape that is none says so", async () => {
  using dir = tempDir();
  await record(`${dir.path}/tape.jsonl`, []);
  await Deno.writeTextFile(`${dir.path}/a.har`, "mine");
  await assertRejects(
    () => exportHar(`${dir.path}/tape.jsonl`, { out: `${dir.path}/a.har` }),
    UserError,
    "there already",
  );
  assertEquals(await Deno.readTextFile(`${dir.path}/a.har`), "mine");
  await exportHar(`${dir.path}/tape.jsonl`, { out: `${dir.path}/a.har`, replace: true });
  assertEquals(JSON.parse(await Deno.readTextFile(`${dir.path}/a.har`)).log.entries, []);
  await assertRejects(() => exportHar(`${dir.path}/a.har`, { out: `${dir.path}/b.har` }), UserError);
  assertEquals(Array.from(Deno.readDirSync(dir.path), ({ name }) => name).sort(), ["a.har", "tape.jsonl"]);
});

/** Records a session: headers after 5 ms, a chunk every 5 ms. */
async function record(path: string, exchanges: readonly Exchange[]): Promise<void> {
  let now = 0;
  const clock: Clock = { nowMs: () => now, date: () => new Date(now), sleep: () => Promise.resolve() };
  let current: Exchange;
  const network = () => {
    const { status, chunks, breaks } = current;
    now += 5;
    if (breaks && chunks.length === 0) return Promise.reject(new TypeError("connection refused"));
    let next = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        now += 5;
        if (next < chunks.length) controller.enqueue(chunks[next++].slice());
        else if (breaks) controller.error(new TypeError("connection reset"));
        else controller.close();
      },
    }, { highWaterMark: 0 });
    return Promise.resolve(new Response(body, { status, headers: { "content-type": "text/event-stream" } }));
  };
  await using tape = await recordTape(path, { endpoints: NAMES, clock, fetch: network, env: false });
  const bases = Object.values(NAMES);
  for (const exchange of exchanges) {
    current = exchange;
    const { path, body, scope } = exchange;
    const url = bases[path.length % bases.length].replace(/\/v1$/, "") + path;
    const note = newNote(scope === undefined ? {} : { scope });
    try {
      await (await tape.fetch(url, { method: "POST", body, note })).arrayBuffer();
    } catch {
      // It is on the tape.
    }
  }
}

/** What a round trip must keep. */
async function facts(path: string) {
  return (await recordsOf(path)).map(({ key, scope, endpoint, at, request, response, failure }: Interaction) => ({
    key,
    scope,
    endpoint,
    at,
    request: { ...request, body: decodeBody(request.body) },
    status: response?.status,
    headers: response?.headers,
    headersMs: response?.headersMs,
    cuts: response?.cuts,
    body: response && decodeBody(response.body),
    failure,
  }));
}

Deno.test("the tape itself is never replaced, under whatever name, and links and rights of a HAR stay", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using dir = tempDir();
  const [tape, link, har] = ["tape.jsonl", "link.jsonl", "tape.har"].map((name) => `${dir.path}/${name}`);
  await record(tape, [{ path: "/v1", body: "", scope: undefined, status: 200, chunks: [], breaks: false }]);
  await Deno.symlink(tape, link);
  const before = await Deno.readTextFile(tape);
  for (const out of [tape, link]) {
    await assertRejects(() => exportHar(tape, { out, replace: true }), UserError, "the place of the tape");
  }
  assertEquals(await Deno.readTextFile(tape), before);
  await Deno.writeTextFile(`${dir.path}/real.har`, "{}");
  await Deno.chmod(`${dir.path}/real.har`, 0o600);
  await Deno.symlink(`${dir.path}/real.har`, har);
  await exportHar(tape, { out: har, replace: true });
  assertEquals((await Deno.lstat(har)).isSymlink, true);
  assertEquals((await Deno.stat(har)).mode! & 0o777, 0o600);
});
