/** The percentiles that are told of each time. */
export const PERCENTILES = [50, 90, 95, 99] as const;

/** The times that percentiles are told of. */
export const LATENCIES = ["ttft", "latency", "tpot"] as const;

/** `latency`, 50 → `latency_p50_ms`. */
export function percentileName(name: string, percent: number): string {
  return `${name}_p${percent}_ms`;
}
