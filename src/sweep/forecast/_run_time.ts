import type { LimitSettings } from "../../spec/mod.ts";
import type { PlanEndpoint } from "../sweep_plan.ts";
import { leastMs } from "./_least_ms.ts";
import type { PastCalls } from "./_past_calls.ts";
import type { EndpointForecast, ForecastRange } from "./sweep_forecast.ts";

type End = keyof ForecastRange<unknown>;
const ENDS: readonly End[] = ["low", "expected", "high"];

/** What the time of a run depends on beside its calls. */
export interface RunTimeFacts {
  readonly endpoints: readonly PlanEndpoint[];
  readonly past: PastCalls;
  readonly limits: (endpoint: PlanEndpoint) => LimitSettings;
  readonly concurrency: number;
}

/**
 * How long calls take: as long as the limits of their provider make it, or as so many calls at once of the known latency
 * do, whichever is longer. `null` where no past call tells of latency.
 */
export function endpointTime(
  forecast: Omit<EndpointForecast, "timeMs">,
  { endpoint, past, limits, concurrency }: Omit<RunTimeFacts, "endpoints"> & { readonly endpoint: PlanEndpoint },
): ForecastRange<number | null> {
  const latency = past.latencyMs(endpoint.key);
  return each((end) => {
    if (latency === null) return null;
    return longest(limitedMs([forecast], limits(endpoint), end), workMs([forecast], [latency[end]], concurrency));
  });
}

/** The same for all endpoints at once, which share what may be in flight, and those of a provider its limits. */
export function totalTime(
  forecasts: readonly Omit<EndpointForecast, "timeMs">[],
  { endpoints, past, limits, concurrency }: RunTimeFacts,
): ForecastRange<number | null> {
  const providers = Map.groupBy(
    endpoints.map((endpoint, i) => ({ endpoint, one: forecasts[i] })),
    ({ endpoint }) => endpoint.provider,
  );
  return each((end) => {
    const latencies = endpoints.map(({ key }, i) => forecasts[i].calls === 0 ? 0 : past.latencyMs(key)?.[end] ?? null);
    if (latencies.includes(null)) return null;
    const limited = [...providers.values()].map((group) =>
      limitedMs(group.map(({ one }) => one), limits(group[0].endpoint), end)
    );
    return longest(...limited, workMs(forecasts, latencies as number[], concurrency));
  });
}

function limitedMs(
  forecasts: readonly Omit<EndpointForecast, "timeMs">[],
  limits: LimitSettings,
  end: End,
): number {
  const sum = (of: (one: Omit<EndpointForecast, "timeMs">) => number) =>
    forecasts.reduce((all, one) => all + of(one), 0);
  const use = {
    calls: sum(({ calls }) => calls),
    inputTokens: sum(({ inputTokens }) => inputTokens[end]),
    outputTokens: sum(({ outputTokens }) => outputTokens[end] ?? 0),
  };
  return leastMs(use, limits) ?? 0;
}

/** No call is over before its own latency. */
function workMs(
  forecasts: readonly Omit<EndpointForecast, "timeMs">[],
  latencies: readonly number[],
  concurrency: number,
): number {
  const all = forecasts.reduce((sum, { calls }, i) => sum + calls * latencies[i], 0);
  return Math.max(all / Math.max(1, concurrency), ...latencies.filter((_, i) => forecasts[i].calls > 0), 0);
}

function longest(...times: readonly number[]): number {
  return Math.round(Math.max(...times));
}

function each<T>(make: (end: End) => T): ForecastRange<T> {
  const [low, expected, high] = ENDS.map(make);
  return { low, expected, high };
}
