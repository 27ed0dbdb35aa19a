import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { readSimulatedLaws } from "../../../src/provider/simulated/mod.ts";

const WHOLE = `
seed = 7

[[endpoints]]
model = "simulated/slow"
description = "Slow"
latency = { ttft_ms = { kind = "lognormal", median = 800, sigma = 0.5, max = 5000 }, tokens_per_second = 20 }
price = { input_usd = "0.000003", output_usd = "0.000015", cache_read_usd = "3E-7" }
capability = { context_tokens = 8192, refuses = ["top_k", "images"], reasoning = "always" }
answer = { text_tokens = { kind = "normal", mean = 60, deviation = 10 }, tool_call_rate = 0.5 }
rate_limit = { requests_per_minute = 30 }
cache = { min_tokens = 64, counts_writes = true }

[[endpoints.failures]]
kind = "rate_limit"
after_ms = 1500
probability = 0.25

[[endpoints.failures]]
kind = "server_error"
status = 502
every = 9

[[endpoints]]
model = "simulated/vectors"
kind = "embedding"
`;

Deno.test("a file of laws is read whole, in the names of the library", () => {
  assertEquals(readSimulatedLaws(WHOLE, "laws.toml"), {
    seed: 7,
    endpoints: [
      {
        model: "simulated/slow",
        description: "Slow",
        latency: { ttftMs: { kind: "lognormal", median: 800, sigma: 0.5, max: 5000 }, tokensPerSecond: 20 },
        price: { inputUsd: "0.000003", outputUsd: "0.000015", cacheReadUsd: "3E-7" },
        capability: { contextTokens: 8192, refuses: ["top_k", "images"], reasoning: "always" },
        answer: { textTokens: { kind: "normal", mean: 60, deviation: 10 }, toolCallRate: 0.5 },
        failures: [
          { kind: "rate_limit", afterMs: 1500, probability: 0.25 },
          { kind: "server_error", status: 502, every: 9 },
        ],
        rateLimit: { requestsPerMinute: 30 },
        cache: { minTokens: 64, countsWrites: true },
      },
      { model: "simulated/vectors", kind: "embedding" },
    ],
  });
});

Deno.test("a file may say nothing", () => {
  assertEquals(readSimulatedLaws("", "laws.toml"), {});
});

const MISTAKES: readonly (readonly [toml: string, message: string])[] = [
  ["seed = ", "as they are not valid TOML"],
  ["sed = 7", "sed is not a known key"],
  ["endpoints = []", "endpoints must have at least 1 items"],
  ["[[endpoints]]\nkind = 'chat'", "endpoints[1].model must be a string"],
  ["[[endpoints]]\nmodel = 'a'\nkind = 'chats'", 'endpoints[1].kind must be one of "chat", "embedding"'],
  ["[[endpoints]]\nmodel = 'a'\nlatency = { ttft = 3 }", "endpoints[1].latency.ttft is not a known key"],
  ["[[endpoints]]\nmodel = 'a'\nlatency = { ttft_ms = -1 }", "endpoints[1].latency.ttft_ms must be at least 0"],
  [
    "[[endpoints]]\nmodel = 'a'\nprice = { input_usd = '1 cent', output_usd = '0' }",
    "input_usd must be a decimal number",
  ],
  ["[[endpoints]]\nmodel = 'a'\nfailures = [{ kind = 'reset' }]", "failures[1] must have either probability or every"],
  [
    "[[endpoints]]\nmodel = 'a'\nfailures = [{ kind = 'reset', every = 2, after_ms = 3 }]",
    "failures[1] must have after_ms where it is a rate_limit",
  ],
];

for (const [toml, message] of MISTAKES) {
  Deno.test(`laws are refused: ${message}`, () => {
    const error = assertThrows(() => readSimulatedLaws(toml, "laws.toml"), UserError, message);
    assertEquals(error.exitCode, 2);
  });
}

Deno.test("all mistakes are told at once", () => {
  const toml = "[[endpoints]]\nmodel = 3\nprice = { input_usd = 'x' }";
  const { message } = assertThrows(() => readSimulatedLaws(toml, "laws.toml"), UserError);
  assertEquals(message.split("\n").length, 4);
});
