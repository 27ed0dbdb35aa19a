import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Decimal, VirtualClock } from "../../../src/base/mod.ts";
import { draw, randomOf } from "../../../src/provider/simulated/_draws.ts";
import type { SimulatedFailure } from "../../../src/provider/simulated/mod.ts";
import type { ChatRequest, ErrorKind } from "../../../src/spec/mod.ts";
import { completionOf, failureOf } from "../responses.ts";
import { ask, question, simulate, WIRES } from "./_ask.ts";

const asking = (content: string, more: Partial<ChatRequest> = {}) =>
  question({ messages: [{ role: "user", content }], maxTokens: 1000, ...more });

/** What a stream that is broken off by an error reads as. */
const MID_STREAM: { readonly [wire: string]: ErrorKind } = {
  "openai-chat": "server_error",
  "anthropic-messages": "overloaded",
  "gemini-generate-content": "overloaded",
  "cohere-chat": "server_error",
  "ollama-chat": "server_error",
};

/** What half a body reads as: Ollama's is taken for a stream, as it begins like one. */
const HALF_A_BODY: { readonly [wire: string]: ErrorKind } = {
  "openai-chat": "malformed_response",
  "anthropic-messages": "malformed_response",
  "gemini-generate-content": "malformed_response",
  "cohere-chat": "malformed_response",
  "ollama-chat": "connection",
};

const TWO_A_MINUTE = { requestsPerMinute: 2 };

/** Before the first of two requests that are free, and 20 seconds later with none left. */
const RATE_HEADERS: { readonly [door: string]: { readonly [header: string]: readonly [string, string] } } = {
  openai: {
    "x-ratelimit-limit-requests": ["2", "2"],
    "x-ratelimit-remaining-requests": ["1", "0"],
    "x-ratelimit-reset-requests": ["1m0s", "40s"],
  },
  anthropic: {
    "anthropic-ratelimit-requests-limit": ["2", "2"],
    "anthropic-ratelimit-requests-remaining": ["1", "0"],
    "anthropic-ratelimit-requests-reset": ["2026-08-01T12:01:00.000Z", "2026-08-01T12:01:00.000Z"],
  },
  cohere: { "x-trial-endpoint-call-limit": ["2", "2"], "x-trial-endpoint-call-remaining": ["1", "0"] },
};

for (const [door, wire] of WIRES) {
  Deno.test(`${door}: tokens come when the law of latency says`, async () => {
    const laws = { latency: { ttftMs: 200, tokensPerSecond: 50 }, answer: { textTokens: 11 } };
    const streamed = await ask(simulate(laws), wire, asking("Hello", { stream: true }));
    const { timing } = completionOf(streamed.outcome);
    assertEquals([timing.ttftMs, timing.latencyMs, timing.tpotMs], [200, 400, 20]);
    assertEquals(streamed.response.headersMs, 200);
    const whole = await ask(simulate(laws), wire, asking("Hello"));
    assertEquals([whole.tookMs, completionOf(whole.outcome).timing.ttftMs], [400, null]);
  });

  /** What each failure reads as. */
  const KINDS: readonly (readonly [law: SimulatedFailure, plain: ErrorKind, streamed: ErrorKind])[] = [
    [{ kind: "rate_limit", afterMs: 2000, every: 1 }, "rate_limited", "rate_limited"],
    [{ kind: "overloaded", every: 1 }, "overloaded", "overloaded"],
    [{ kind: "server_error", status: 502, every: 1 }, "server_error", "server_error"],
    [{ kind: "mid_stream", every: 1 }, "server_error", MID_STREAM[wire]],
    [{ kind: "reset", every: 1 }, "connection", "connection"],
    [{ kind: "malformed", every: 1 }, HALF_A_BODY[wire], "malformed_response"],
  ];

  for (const [law, plain, streamed] of KINDS) {
    Deno.test(`${door}: the failure ${law.kind} reads as what it is`, async () => {
      for (const stream of [false, true]) {
        const { outcome, response } = await ask(simulate({ failures: [law] }), wire, asking("Hello", { stream }));
        const { kind, decision, midStream } = failureOf(outcome);
        assertEquals(kind, stream ? streamed : plain);
        assert(decision.retry !== "no");
        const isRefused = ["rate_limit", "overloaded", "server_error"].includes(law.kind);
        if (stream || wire !== "ollama-chat") assertEquals(midStream, stream && !isRefused);
        assertEquals(response.headers.get("x-simulated"), "true");
        if (law.kind === "rate_limit") assertEquals(decision, { retry: "rateLimited", afterMs: 2000 });
        if (law.kind === "server_error") assertEquals(response.status, 502);
      }
    });
  }

  Deno.test(`${door}: a limit refuses what is too much, tells how it stands, and frees itself`, async () => {
    const bench = simulate({ clock: new VirtualClock(new Date("2026-08-01T12:00:00Z")), rateLimit: TWO_A_MINUTE });
    const first = await ask(bench, wire, asking("one"));
    await bench.clock.advance(10_000);
    await ask(bench, wire, asking("two"));
    await bench.clock.advance(10_000);
    const third = await ask(bench, wire, asking("three"));
    assertEquals(failureOf(third.outcome).kind, "rate_limited");
    assertEquals(failureOf(third.outcome).decision, { retry: "rateLimited", afterMs: 40_000 });
    assertEquals(bench.server.requests.at(-1)?.problem, "rate_limit");
    for (const [name, [before, after]] of Object.entries(RATE_HEADERS[door] ?? {})) {
      assertEquals([first.response.headers.get(name), third.response.headers.get(name)], [before, after], name);
    }
    await bench.clock.advance(40_000);
    completionOf((await ask(bench, wire, asking("four"))).outcome);
  });
}

Deno.test("waits are drawn for each request, the same for the same seed whatever came before", async () => {
  const laws = {
    latency: {
      ttftMs: { kind: "lognormal", median: 300, sigma: 0.5 },
      tokensPerSecond: { kind: "normal", mean: 50, deviation: 10, min: 10 },
    },
  } as const;
  const times = async (contents: readonly string[]) => {
    const bench = simulate(laws);
    const taken: { [content: string]: string } = {};
    for (const content of contents) {
      taken[content] = (await ask(bench, "openai-chat", asking(content, { temperature: 0 }))).tookMs.toFixed(6);
    }
    return taken;
  };
  const forwards = await times(["a", "b", "c", "d"]);
  assertEquals(await times(["d", "c", "b", "a"]), forwards);
  assertEquals(new Set(Object.values(forwards)).size, 4);
});

Deno.test("failures come as often as their law says, and for the same requests in any order", async () => {
  const laws = { failures: [{ kind: "overloaded", probability: 0.3 }] } as const;
  const failing = async (contents: readonly string[]) => {
    const bench = simulate(laws);
    const failed: string[] = [];
    for (const content of contents) {
      if (!(await ask(bench, "openai-chat", asking(content))).outcome.ok) failed.push(content);
    }
    return failed.sort();
  };
  const contents = Array.from({ length: 200 }, (_, place) => `question ${place}`);
  const failed = await failing(contents);
  assert(failed.length > 40 && failed.length < 80, `${failed.length} of 200`);
  assertEquals(await failing(contents.toReversed()), failed);
});

Deno.test("who asks again after a failure is drawn anew", async () => {
  const bench = simulate({ failures: [{ kind: "overloaded", probability: 0.5 }] });
  const outcomes: boolean[] = [];
  for (let i = 0; i < 30; i++) outcomes.push((await ask(bench, "openai-chat", asking("again"))).outcome.ok);
  assertEquals(new Set(outcomes).size, 2);
});

Deno.test("every third request fails, and the first law that applies happens", async () => {
  const bench = simulate({ failures: [{ kind: "overloaded", every: 3 }, { kind: "server_error", every: 2 }] });
  for (let i = 0; i < 6; i++) await ask(bench, "openai-chat", asking(`${i}`));
  const problems = bench.server.requests.map(({ problem }) => problem);
  assertEquals(problems, [null, "server_error", "overloaded", "server_error", null, "overloaded"]);
});

Deno.test("a cost is the exact sum of what was used", async () => {
  const price = { inputUsd: "0.0000031", outputUsd: "0.0000153", requestUsd: "0.01", imageUsd: "0.002" };
  const bench = simulate({ price });
  const messages: ChatRequest["messages"] = [{
    role: "user",
    content: [{ type: "text", text: "What is this?" }, { type: "image", url: "data:image/png;base64,AAAA" }],
  }];
  const request = { ...question({ messages }), extra: { usage: { include: true } } };
  for (const stream of [false, true]) {
    const { usage, reportedCostUsd } = completionOf(
      (await ask(bench, "openai-chat", { ...request, stream })).outcome,
    );
    const part = (count: number, usd: string) => Decimal.fromInteger(count).times(Decimal.parse(usd));
    const expected = part(usage.inputTokens!, price.inputUsd).plus(part(usage.outputTokens!, price.outputUsd))
      .plus(Decimal.parse("0.012"));
    assertEquals(reportedCostUsd, expected.toString());
  }
  const silent = await ask(bench, "openai-chat", question());
  assertEquals(completionOf(silent.outcome).reportedCostUsd, null);
});

Deno.test("what a prompt begins with is read from the cache the second time, until it is forgotten", async () => {
  const bench = simulate({ cache: { minTokens: 50, lifetimeMs: 60_000, countsWrites: true } });
  const system = { role: "system", content: "Be brief and to the point. ".repeat(20) } as const;
  const counts = async (content: string) => {
    const request = question({ messages: [system, { role: "user", content }], maxTokens: 100 });
    const { usage } = completionOf((await ask(bench, "anthropic-messages", request)).outcome);
    return [usage.cacheReadTokens!, usage.cacheWriteTokens!, usage.inputTokens!];
  };
  const [read, written, input] = await counts("one two three");
  assertEquals(read, 0);
  assert(written > 100 && written < input);
  assertEquals(await counts("four five six"), [written, 0, input]);
  await bench.clock.advance(59_000);
  assertEquals(await counts("seven eight nine"), [written, 0, input]);
  await bench.clock.advance(60_000);
  assertEquals((await counts("one two three")).slice(0, 2), [0, written]);
});

Deno.test("a short beginning is not kept, and an endpoint without a cache keeps nothing", async () => {
  for (const bench of [simulate({ cache: {} }), simulate()]) {
    for (let i = 0; i < 2; i++) {
      const { usage } = completionOf((await ask(bench, "openai-chat", question())).outcome);
      assertEquals([usage.cacheReadTokens, usage.cacheWriteTokens], [0, 0]);
    }
  }
});

Deno.test("a draw is within its bounds, and around the middle of its law", () => {
  fc.assert(fc.property(fc.integer(), fc.double({ min: 0, max: 100, noNaN: true }), (seed, min) => {
    const random = randomOf(seed);
    const law = { kind: "normal", mean: 50, deviation: 100, min, max: min + 10 } as const;
    const value = draw(law, random);
    assert(value >= min && value <= min + 10);
    assert(draw({ kind: "lognormal", median: 5, sigma: 2 }, random) > 0);
    assertEquals(draw(7, random), 7);
  }));
  const random = randomOf("many");
  const values = Array.from({ length: 4000 }, () => draw({ kind: "lognormal", median: 100, sigma: 0.5 }, random)).sort((
    a,
    b,
  ) => a - b);
  assert(Math.abs(values[2000] - 100) < 5, `${values[2000]}`);
  assert(Math.abs(values[Math.round(4000 * 0.84)] - 100 * Math.exp(0.5)) < 15);
});
