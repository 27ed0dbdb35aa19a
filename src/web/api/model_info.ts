import { z } from "zod";
import { CAPABILITY_WORDS } from "../../base/mod.ts";
import type { Tier } from "../../spec/mod.ts";

/** Exact, as providers print it: no digit is lost, and none is made up. */
const decimal = z.string().regex(/^\d+(\.\d+)?$/).meta({ examples: ["0.00000015"] });

/** When something was had, as RFC 3339 says it, in UTC. */
export const timeSchema: z.ZodString = z.string().meta({ format: "date-time", examples: ["2026-08-01T12:00:00Z"] });

/** Where facts come from: see `Tier`. */
export const tierSchema: z.ZodEnum<{ [tier in Tier]: tier }> = z.enum([
  "cache",
  "api",
  "embedded",
  "stale",
  "config",
]).meta({
  description:
    "Where the facts come from: a list that is fresh, one that was fetched just now, the facts that ship with " +
    "Tapedeck, a list that is too old and all that there is, or the server's own configuration.",
});

const pricingSchema = z.strictObject({
  input: z.number().min(0).optional().meta({ description: "Per input token; the nearest number to `exact.input`." }),
  output: z.number().min(0).optional().meta({ description: "Per output token; the nearest number to `exact.output`." }),
  currency: z.literal("USD"),
  exact: z.strictObject({
    input: decimal.optional(),
    output: decimal.optional(),
    cacheRead: decimal.optional(),
    cacheWrite: decimal.optional(),
    request: decimal.optional(),
    hour: decimal.optional().meta({ description: "Of an endpoint that is paid by the hour." }),
  }).meta({ description: "The same rates as decimal strings, with every digit that they have." }),
  conditional: z.boolean().meta({ description: "Whether other rates hold for long prompts or at other times of day." }),
}).meta({ description: "Absent where the price is unknown." });

/** One model of one provider's list. */
export const modelInfoSchema = z.strictObject({
  id: z.string().meta({
    description:
      "`provider/model`, the model as the provider calls it. A model in several lists is a row in each of them.",
    examples: ["openrouter/openai/gpt-4o-mini"],
  }),
  provider: z.string().meta({ description: "Whose list it is.", examples: ["openrouter"] }),
  name: z.string().meta({ description: "For people." }),
  description: z.string().optional().meta({
    description:
      "What the list itself says of it in prose, where its reader keeps that: a plugin's may, Tapedeck's own do not.",
  }),
  model: z.string().meta({
    description: "The model that it is, the same in all lists: what `/v1/chat/completions` takes.",
    examples: ["openai/gpt-4o-mini"],
  }),
  endpoint: z.string().meta({
    description: "The same at this provider alone: `/v1/chat/completions` takes it, too.",
    examples: ["openai/gpt-4o-mini@openrouter"],
  }),
  kind: z.enum(["chat", "embedding", "image", "audio", "rerank", "moderation", "other"]),
  capabilities: z.array(z.enum([...CAPABILITY_WORDS.keys()] as [string, ...string[]])).meta({
    description: "What it is known to be able to do. What is uncertain is left out.",
  }),
  premium: z.boolean().meta({ description: "Whether it costs something, as far as is known: not where it is free." }),
  vision: z.boolean().meta({ description: "Whether it is known to take images." }),
  contextMax: z.int().positive().optional().meta({ description: "Input and output together, in tokens." }),
  outputMax: z.int().positive().optional().meta({ description: "The most output tokens." }),
  apiVersion: z.string().optional().meta({ description: "Of the provider's API.", examples: ["v1"] }),
  status: z.enum(["available", "limited", "deprecated", "unavailable"]),
  lastChecked: timeSchema.meta({ description: "When these facts were had: their age is the time since." }),
  tier: tierSchema,
  errorMessage: z.string().optional().meta({ description: "Why the facts are no fresher, or why calls of it fail." }),
  providerHealth: z.enum(["healthy", "degraded", "down"]).optional().meta({
    description: "By calls and probes; absent before enough was seen.",
  }),
  pricing: pricingSchema.optional(),
  rateLimit: z.strictObject({
    requestsPerMinute: z.number().positive().optional(),
    tokensPerMinute: z.number().positive().optional(),
  }).optional().meta({ description: "What the provider documents for new accounts." }),
  source: z.enum(["server", "caller", "both"]).meta({
    description: "Whose list has it: one that was had with the server's keys, or with the keys of this very request.",
  }),
}).meta({ title: "A model of one provider's list" });

/** One model of one provider's list, as the API has it. */
export type ModelInfo = z.infer<typeof modelInfoSchema>;
