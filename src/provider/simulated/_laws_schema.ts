import { z } from "zod";
import { PARAMETERS } from "./_refused.ts";

const amount = z.number().min(0);
const count = z.int().min(1);
const share = z.number().min(0).max(1);
const usd = z.string().regex(/^\d+(?:\.\d+)?(?:[eE]-?\d{1,3})?$/, "must be a decimal number in quotes");
const ends = { min: amount.optional(), max: amount.optional() };

const distribution = z.union([
  amount,
  z.strictObject({ kind: z.literal("normal"), mean: amount, deviation: amount, ...ends }),
  z.strictObject({ kind: z.literal("lognormal"), median: z.number().gt(0), sigma: amount, ...ends }),
], {
  error: 'must be a number from 0, or { kind = "normal", mean, deviation } or { kind = "lognormal", median, sigma }',
});

const FAILURES = ["rate_limit", "overloaded", "server_error", "mid_stream", "reset", "malformed", "stall"] as const;

const failure = z.strictObject({
  kind: z.enum(FAILURES),
  probability: share.optional(),
  every: count.optional(),
  afterMs: z.int().min(0).optional(),
  status: z.int().min(500).max(599).optional(),
  at: z.enum(["headers", "body"]).optional(),
  window: z.strictObject({ everyMs: count, forMs: count, fromMs: amount.optional() }).optional(),
})
  .refine(({ probability, every }) => (probability === undefined) !== (every === undefined), {
    error: "must have either probability or every",
  })
  .refine(({ kind, afterMs }) => (kind === "rate_limit") === (afterMs !== undefined), {
    error: "must have after_ms where it is a rate_limit, and only there",
  })
  .refine(({ kind, at }) => (kind === "stall") === (at !== undefined), {
    error: "must say at what it stalls (headers, body) where it is a stall, and only there",
  })
  .refine(({ kind, status }) => status === undefined || kind === "server_error", {
    error: "can have a status only where it is a server_error",
  });

/** An endpoint and its laws, as a file has them once its keys are in camelCase. */
const endpoint = z.strictObject({
  model: z.string().min(1),
  description: z.string().optional(),
  kind: z.enum(["chat", "embedding"]).optional(),
  latency: z.strictObject({ ttftMs: distribution.optional(), tokensPerSecond: distribution.optional() }).optional(),
  price: z.strictObject({
    inputUsd: usd,
    outputUsd: usd,
    cacheReadUsd: usd.optional(),
    cacheWriteUsd: usd.optional(),
    requestUsd: usd.optional(),
    imageUsd: usd.optional(),
  }).optional(),
  capability: z.strictObject({
    contextTokens: count.optional(),
    maxOutputTokens: count.optional(),
    refuses: z.array(z.enum(PARAMETERS as [string, ...string[]])).optional(),
    reasoning: z.enum(["never", "asked", "always"]).optional(),
    imageTokens: z.int().min(0).optional(),
    dimensions: count.optional(),
  }).optional(),
  answer: z.strictObject({
    textTokens: distribution.optional(),
    reasoningTokens: distribution.optional(),
    toolCallRate: share.optional(),
    parallelRate: share.optional(),
  }).optional(),
  failures: z.array(failure).optional(),
  rateLimit: z.strictObject({
    requestsPerMinute: count.optional(),
    counting: z.enum(["sliding", "fixed", "bucket"]).optional(),
    concurrency: count.optional(),
  }).optional(),
  cache: z.strictObject({
    minTokens: count.optional(),
    lifetimeMs: amount.optional(),
    countsWrites: z.boolean().optional(),
  }).optional(),
});

/** A whole file. */
export const lawsSchema = z.strictObject({
  seed: z.union([z.int(), z.string()], { error: "must be a whole number or a text" }).optional(),
  endpoints: z.array(endpoint).min(1).optional(),
});
