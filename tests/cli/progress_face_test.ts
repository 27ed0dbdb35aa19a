import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { progressFace } from "../../src/cli/_progress_face.ts";
import type { RunProgress } from "../../src/sweep/mod.ts";
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
