import { systemClock } from "../../../src/base/mod.ts";
import { openTelemetryListener } from "../../../src/transport/metrics/mod.ts";
import { ended } from "../health/_events.ts";

const listener = await openTelemetryListener({ clock: systemClock, env: (name) => Deno.env.get(name) });
const place = { endpoint: "openai/gpt-4o@gemini", provider: "gemini", model: "openai/gpt-4o", credential: "abc123" };
const usage = {
  inputTokens: 100,
  cacheReadTokens: 40,
  cacheWriteTokens: null,
  outputTokens: 20,
  reasoningTokens: null,
};
listener?.(ended(null, { place, usage, costUsd: "0.0125" }));
listener?.(ended("timeout", { place, httpStatus: null }));
listener?.(ended(null, { place, source: "replay" }));
