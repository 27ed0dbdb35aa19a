import type { PastCall } from "./past_call.ts";
import type { ForecastRange } from "./sweep_forecast.ts";

/** What past calls tell, by cell and by endpoint. */
export class PastCalls {
  readonly #inputs = new Map<string, { sum: number; count: number }>();
  readonly #endpoints = new Map<string, { outputs: number[]; latencies: number[] }>();

  constructor(calls: Iterable<PastCall>) {
    for (const { endpoint, cellId, inputTokens, outputTokens, latencyMs } of calls) {
      // What was not answered tells nothing of answers.
      if (outputTokens === null) continue;
      const own = this.#endpoints.get(endpoint) ?? { outputs: [], latencies: [] };
      own.outputs.push(outputTokens);
      if (latencyMs !== null) own.latencies.push(latencyMs);
      this.#endpoints.set(endpoint, own);
      if (cellId === null || inputTokens === null) continue;
      const { sum, count } = this.#inputs.get(cellId) ?? { sum: 0, count: 0 };
      this.#inputs.set(cellId, { sum: sum + inputTokens, count: count + 1 });
    }
  }

  /** The input tokens of the very request; `null` where it was never made. */
  inputTokens(cellId: string): number | null {
    const own = this.#inputs.get(cellId);
    return own === undefined ? null : Math.round(own.sum / own.count);
  }

  /** How many calls of an endpoint were answered. */
  count(endpoint: string): number {
    return this.#endpoints.get(endpoint)?.outputs.length ?? 0;
  }

  /** Output tokens of one call of an endpoint; `null` where there was none. */
  outputTokens(endpoint: string): ForecastRange<number> | null {
    return rangeOf(this.#endpoints.get(endpoint)?.outputs ?? []);
  }

  /** How long one call of an endpoint takes; `null` where it is not known of any. */
  latencyMs(endpoint: string): ForecastRange<number> | null {
    return rangeOf(this.#endpoints.get(endpoint)?.latencies ?? []);
  }
}

/** From the value that a tenth are below to the one that a twentieth are above; what is expected is the mean. */
function rangeOf(values: readonly number[]): ForecastRange<number> | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { low: Math.min(mean, quantile(0.1)), expected: mean, high: Math.max(mean, quantile(0.95)) };
}
