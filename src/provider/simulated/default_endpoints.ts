import type { SimulatedEndpoint } from "./simulated_endpoint.ts";

/** The endpoints of a simulated server that is given none: each has one thing that an evaluation should find out. */
export const defaultSimulatedEndpoints: readonly SimulatedEndpoint[] = [
  {
    model: "simulated/steady",
    description: "Fast, cheap and always the same",
    latency: { ttftMs: 40, tokensPerSecond: 400 },
    price: { inputUsd: "0.00000005", outputUsd: "0.0000002" },
  },
  {
    model: "simulated/thorough",
    description: "Slow and dear; answers at length, and remembers how prompts begin",
    latency: {
      ttftMs: { kind: "lognormal", median: 450, sigma: 0.35 },
      tokensPerSecond: { kind: "normal", mean: 60, deviation: 8, min: 20 },
    },
    price: {
      inputUsd: "0.000003",
      outputUsd: "0.000015",
      cacheReadUsd: "0.0000003",
      cacheWriteUsd: "0.00000375",
    },
    answer: { textTokens: { kind: "lognormal", median: 160, sigma: 0.4, min: 20, max: 1200 } },
    cache: { minTokens: 256, countsWrites: true },
  },
  {
    model: "simulated/flaky",
    description: "Fails in all the ways that there are, one time in three or so",
    latency: {
      ttftMs: { kind: "lognormal", median: 150, sigma: 0.8 },
      tokensPerSecond: { kind: "normal", mean: 120, deviation: 40, min: 10 },
    },
    price: { inputUsd: "0.0000001", outputUsd: "0.0000004" },
    failures: [
      { kind: "rate_limit", afterMs: 500, probability: 0.1 },
      { kind: "overloaded", probability: 0.08 },
      { kind: "server_error", probability: 0.06 },
      { kind: "mid_stream", probability: 0.05 },
      { kind: "reset", probability: 0.04 },
      { kind: "malformed", probability: 0.03 },
    ],
  },
  {
    model: "simulated/no-tools",
    description: "Text alone: neither tools nor images, nor JSON on demand",
    latency: { ttftMs: 60, tokensPerSecond: 250 },
    price: { inputUsd: "0.00000002", outputUsd: "0.00000006" },
    capability: {
      refuses: ["tools", "tool_choice", "parallel_tool_calls", "response_format", "images"],
      reasoning: "never",
    },
  },
  {
    model: "simulated/tiny-context",
    description: "Reads 512 tokens, its answer included",
    latency: { ttftMs: 30, tokensPerSecond: 300 },
    price: { inputUsd: "0.00000001", outputUsd: "0.00000002" },
    capability: { contextTokens: 512, maxOutputTokens: 256 },
  },
  {
    model: "simulated/thinker",
    description: "Thinks before every answer, and takes no temperature",
    latency: {
      ttftMs: { kind: "normal", mean: 300, deviation: 60, min: 100 },
      tokensPerSecond: { kind: "normal", mean: 150, deviation: 15, min: 50 },
    },
    price: { inputUsd: "0.0000011", outputUsd: "0.0000044" },
    capability: { reasoning: "always", refuses: ["temperature", "top_p"] },
  },
  {
    model: "simulated/embedding",
    description: "Vectors of 256 numbers",
    kind: "embedding",
    latency: { ttftMs: 15 },
    price: { inputUsd: "0.00000001", outputUsd: "0" },
    capability: { contextTokens: 8192, dimensions: 256 },
  },
];
