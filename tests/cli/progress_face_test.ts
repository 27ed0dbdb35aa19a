import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { progressFace } from "../../src/cli/_progress_face.ts";
import { progressBlock } from "../../src/cli/_progress_lines.ts";
import { widthOf } from "../../src/cli/_width_of.ts";
import type { EndpointProgress, RunProgress, RunProgressDetails } from "../../src/sweep/mod.ts";
import { testIo } from "./_test_io.ts";

const at = (done: number, change: Partial<RunProgress> = {}): RunProgress => ({
  done,
  failed: 0,
  total: 200,
  resumed: 0,
  costUsd: null,
  elapsedMs: done * 100,
  ...change,
});

Deno.test("on a terminal one line is drawn again, with the time that is left", async () => {
  const io = testIo({ terminal: true, columns: 120 });
  const face = progressFace(io);
  face.update(at(50, { failed: 2, costUsd: "0.00123456" }));
  assertEquals(
    io.written.stderr,
    "\r\x1b[2K██████░░░░░░░░░░░░░░░░░░ 25 % 50 of 200 cells, 2 failed, $0.001235, 5.0 s, 15.0 s left",
  );
  face.update(at(51));
  assertStringIncludes(io.written.stderr, "50 of 200");
  assertFalse(io.written.stderr.includes("51 of 200"), "too soon to draw again");
  await io.clock.advance(100);
  face.update(at(52));
  assertStringIncludes(io.written.stderr, "52 of 200");
  face.end();
  assertEquals(io.written.stderr.split("\r\x1b[2K").at(-1), "52 of 200 cells, 5.2 s\n");
  assertEquals(io.written.stdout, "");
});

Deno.test("the line is no longer than the terminal is wide", () => {
  const io = testIo({ terminal: true, columns: 40 });
  progressFace(io).update(at(50));
  assertEquals(io.written.stderr.replace("\r\x1b[2K", "").length, 39);
});

Deno.test("the time that is left is told from the cells that this session made", () => {
  const io = testIo({ terminal: true, columns: 200 });
  progressFace(io).update(at(100, { resumed: 100 }));
  assertStringIncludes(io.written.stderr, "100 of 200 cells, 100 resumed, 10.0 s");
  assertFalse(io.written.stderr.includes("left"));
});

Deno.test("elsewhere plain lines come now and then, and the last one always", async () => {
  const io = testIo();
  const face = progressFace(io);
  face.update(at(1));
  await io.clock.advance(1999);
  face.update(at(2));
  await io.clock.advance(1);
  face.update(at(3));
  face.update(at(4, { failed: 1 }));
  face.end();
  assertEquals(io.written.stderr, "3 of 200 cells, 300 ms\n4 of 200 cells, 1 failed, 400 ms\n");
});

Deno.test("a run that never got so far shows nothing", () => {
  const io = testIo();
  progressFace(io).end();
  assertEquals(io.written.stderr, "");
});

const endpointAt = (endpoint: string, change: Partial<EndpointProgress> = {}): EndpointProgress => ({
  endpoint,
  total: 100,
  done: 25,
  failed: 0,
  running: 4,
  waiting: 0,
  retries: 0,
  isStopped: false,
  costUsd: "0.01",
  cellsPerS: 2.5,
  leftMs: 30_000,
  ...change,
});

function detailed(details: Partial<RunProgressDetails>): RunProgress {
  const all = { cellsPerS: 5, leftMs: 30_000, endpoints: [], spending: [], limits: [], ...details };
  return at(50, { retries: 2, waiting: 1, details: () => Promise.resolve(all) });
}

Deno.test("a few endpoints have a line each, which are drawn again in their place in one write", async () => {
  const io = testIo({ terminal: true, columns: 120 });
  const face = progressFace(io);
  const endpoints = [
    endpointAt("acme/parrot@one", { failed: 3, retries: 1, waiting: 7 }),
    endpointAt("acme/parrot@another", { isStopped: true, costUsd: null }),
    endpointAt("acme/parrot@third", { leftMs: null, cellsPerS: null, running: 0 }),
  ];
  face.begin(() => detailed({ endpoints }));
  await io.clock.advance(1000);
  const lines = io.written.stderr.split("\n").map((line) => line.replace("\r\x1b[2K", ""));
  assertEquals(lines, [
    "██████░░░░░░░░░░░░░░░░░░ 25 % 50 of 200 cells, 2 retries, 1 waiting, 5.00/s, 5.0 s, 30.0 s left",
    "  acme/parrot@one      25 of 100, 3 failed, 1 retry, 4 running, 7 waiting, $0.01, 2.50/s, 30.0 s left",
    "  acme/parrot@another  25 of 100, 4 running, stopped",
    "  acme/parrot@third    25 of 100, $0.01, time left unknown",
  ]);
  const before = io.written.stderr.length;
  await io.clock.advance(1000);
  assert(io.written.stderr.slice(before).startsWith("\x1b[3A\r\x1b[2K"), "it begins where the last one began");
  await face.end();
  assert(io.written.stderr.endsWith("\x1b[3A\r\x1b[J50 of 200 cells, 2 retries, 1 waiting, 5.0 s\n"));
});

Deno.test("what is spent, and who asked to wait, stands below", async () => {
  const io = testIo({ terminal: true, columns: 120 });
  const face = progressFace(io);
  const none = { requests: 0, tokens: 0, usd: "0" };
  const spent = { requests: 8, tokens: 12, usd: "0.4" };
  const limit = { limit: "requestsPerMinute", value: 60, source: "provider", used: 60, remaining: 0 } as const;
  face.begin(() =>
    detailed({
      spending: [{ scope: "run", limits: { usd: "5", requests: 10 }, spent, reserved: none, minutes: 1 }],
      limits: [{ scope: "provider:one", ...limit, pausedUntilMs: 21_000 }],
    })
  );
  await io.clock.advance(1000);
  assertStringIncludes(io.written.stderr, "\n\r\x1b[2K  budget: $0.4 of $5, 8 of 10 requests\n");
  assertStringIncludes(io.written.stderr, "  provider:one asked to wait: 20.0 s more");
  await face.end();
});

Deno.test("no line is longer than the terminal is wide, whatever its characters are", async () => {
  const io = testIo({ terminal: true, columns: 30 });
  const face = progressFace(io);
  face.begin(() => detailed({ endpoints: [endpointAt("模型模型模型/模型模型@一"), endpointAt("b")] }));
  await io.clock.advance(1000);
  for (const line of io.written.stderr.split("\n")) assert(widthOf(line.replace("\r\x1b[2K", "")) <= 29, line);
  await face.end();
});

Deno.test("a text is printed above the block, which is drawn again below", async () => {
  const io = testIo({ terminal: true, columns: 80 });
  const face = progressFace(io);
  face.update(at(50));
  face.say("warning: something\n");
  assertStringIncludes(io.written.stderr, "\r\x1b[2Kwarning: something\n\r\x1b[2K██████");
  await face.end();
});

Deno.test("as JSON it is one object in a second, also while no cell ends, and one at the end", async () => {
  const io = testIo();
  const face = progressFace(io, "json");
  face.update(at(1));
  face.begin(() => detailed({ endpoints: [endpointAt("m@one")] }));
  await io.clock.advance(2000);
  await face.end();
  const lines = io.written.stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ type, done, retries }) => [type, done, retries]), [
    ["progress", 50, 2],
    ["progress", 50, 2],
    ["end", 50, 2],
  ]);
  const { cells_per_s, left_ms, elapsed_ms, endpoints: [one], limits } = lines[0];
  assertEquals([cells_per_s, left_ms, elapsed_ms, limits], [5, 30_000, 5000, []]);
  assertEquals([one.endpoint, one.is_stopped, one.cells_per_s], ["m@one", false, 2.5]);
});

Deno.test("nothing that an endpoint is called moves the cursor", () => {
  const name = "a/b@\x1b]0;mine\x07\x1b[2J\u009b31m\u202e";
  const endpoint = { done: 1, total: 2, failed: 0, running: 0, waiting: 0, retries: 0, cellsPerS: null, leftMs: null };
  const endpoints = [name, "other"].map((endpointName) => ({
    ...endpoint,
    endpoint: endpointName,
    costUsd: null,
    isStopped: false,
  })) as unknown as EndpointProgress[];
  const details = { cellsPerS: null, leftMs: null, endpoints, spending: [], limits: [] } as RunProgressDetails;
  for (const line of progressBlock(at(50), { details, columns: 200, nowMs: 0 })) {
    // deno-lint-ignore no-control-regex -- that is what it is about
    assertFalse(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/.test(line), JSON.stringify(line));
  }
});
