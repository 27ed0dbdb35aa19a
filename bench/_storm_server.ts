// deno-lint-ignore-file no-console
/**
 * Simulated endpoints with a known limit, in a process of its own: `_storm_server.ts LIMIT COUNTING MODEL…`. Prints its
 * port; `GET /counts` tells how many requests of each model were answered and how many refused, by second.
 */
import { createSimulated } from "../src/provider/simulated/mod.ts";
import type { SimulatedRateLimit } from "../src/provider/simulated/mod.ts";

const [limit, counting, ...models] = Deno.args;
const rateLimit: SimulatedRateLimit = {
  requestsPerMinute: Number(limit),
  counting: counting as NonNullable<SimulatedRateLimit["counting"]>,
};
const simulated = createSimulated({
  endpoints: models.map((model) => ({
    model,
    rateLimit,
    latency: { ttftMs: { kind: "lognormal", median: 150, sigma: 0.4 }, tokensPerSecond: 400 },
    answer: { textTokens: 20 },
  })),
});
const startMs = performance.now();
const counts: { [model: string]: { second: number; ok: boolean }[] } = {};

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
  if (new URL(request.url).pathname === "/counts") return Response.json(counts);
  const second = (performance.now() - startMs) / 1000;
  const { model } = await request.clone().json();
  const response = await simulated.handle(request);
  (counts[model] ??= []).push({ second, ok: response.status === 200 });
  return response;
});
console.log(server.addr.port);
