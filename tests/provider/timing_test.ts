import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { deriveTiming, lastByteMs } from "../../src/provider/_timing.ts";

Deno.test("the figures follow from the first token, the last byte and the output tokens", () => {
  assertEquals(deriveTiming({ firstTokenMs: 100, firstOutputMs: 150, lastByteMs: 1100, outputTokens: 11 }), {
    ttftMs: 100,
    ttfoMs: 150,
    latencyMs: 1100,
    tpotMs: 100,
    outputTps: 10,
  });
});

Deno.test("one token or none has no time per token", () => {
  for (const outputTokens of [0, 1, null]) {
    const timing = deriveTiming({ firstTokenMs: 5, firstOutputMs: 5, lastByteMs: 9, outputTokens });
    assertEquals([timing.tpotMs, timing.outputTps], [null, null]);
  }
});

Deno.test("an answer that was not streamed has a latency and nothing else", () => {
  assertEquals(deriveTiming({ firstTokenMs: null, firstOutputMs: null, lastByteMs: 812.5, outputTokens: 40 }), {
    ttftMs: null,
    ttfoMs: null,
    latencyMs: 812.5,
    tpotMs: null,
    outputTps: null,
  });
});

Deno.test("an answer that came in one piece has no tokens per second, rather than infinitely many", () => {
  const timing = deriveTiming({ firstTokenMs: 20, firstOutputMs: 20, lastByteMs: 20, outputTokens: 5 });
  assertEquals([timing.tpotMs, timing.outputTps], [0, null]);
});

Deno.test("figures are rounded to a microsecond, at the very end", () => {
  const timing = deriveTiming({ firstTokenMs: 0, firstOutputMs: 0, lastByteMs: 1, outputTokens: 4 });
  assertEquals(timing.tpotMs, 0.333);
  assertEquals(timing.outputTps, 3000);
});

Deno.test("tokens per second and milliseconds per token are each other's inverse", () => {
  const ms = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(fc.property(ms, ms, fc.integer({ min: 2, max: 10_000 }), (first, more, outputTokens) => {
    const timing = deriveTiming({ firstTokenMs: first, firstOutputMs: first, lastByteMs: first + more, outputTokens });
    if (timing.tpotMs === null || timing.outputTps === null || timing.tpotMs < 1) return;
    assertAlmostEquals(timing.tpotMs * timing.outputTps, 1000, 1 + timing.tpotMs * 0.001);
  }));
});

Deno.test("the last byte came with the last chunk, or with the headers of an empty body", () => {
  const body = new TextEncoder().encode("abc");
  assertEquals(lastByteMs({ body, cuts: [[0, 3], [2, 8]], headersMs: 1 }), 8);
  assertEquals(lastByteMs({ body: new Uint8Array(), cuts: [], headersMs: 1 }), 1);
  assertEquals(lastByteMs({ body, cuts: [], headersMs: 1 }), null);
});
