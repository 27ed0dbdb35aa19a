import type { JsonObject } from "../spec/mod.ts";
import type { EndpointForecast, ForecastRange, SweepForecast } from "../sweep/mod.ts";
import { formatCount, formatDuration, formatUsd, UNKNOWN } from "./_format.ts";
import { type FittedColumn, fittedTable } from "./_fitted_table.ts";
import type { Output } from "./io.ts";

/** A bill is what most look for: the most that it can be stays longest beside the expected one. */
const COLUMNS: readonly FittedColumn[] = [
  { title: "forecast", align: "left" },
  { title: "calls", align: "right", leaves: 3 },
  { title: "tokens in", align: "right", leaves: 1 },
  { title: "tokens out", align: "right", leaves: 2 },
  { title: "USD low", align: "right", leaves: 4 },
  { title: "USD expected", align: "right" },
  { title: "USD high", align: "right", leaves: 5 },
  { title: "time", align: "right", leaves: 1.5 },
];

/** A forecast as a table, with a line about where its numbers come from. */
export function forecastLines(
  { endpoints, total, leastMs }: SweepForecast,
  output: Pick<Output, "isTerminal" | "columns">,
): string {
  const rows = endpoints.map((one) => [one.endpoint, ...figures(one)]);
  if (endpoints.length > 1) rows.push(["all", ...figures(total)]);
  return `${fittedTable(COLUMNS, rows, output)}${
    [...notes(endpoints), ...timeNotes(leastMs)].map((note) => `${note}\n`).join("")
  }`;
}

/** A forecast for programs. */
export function forecastDocument({ endpoints, total, leastMs, at }: SweepForecast): JsonObject {
  return {
    at,
    endpoints: endpoints.map(({ endpoint, basis, missing, ...rest }) => ({
      endpoint,
      ...amounts(rest),
      basis: { input: basis.input, output: basis.output, past_calls: basis.calls },
      missing: [...missing],
    })),
    total: amounts(total),
    least_ms: leastMs,
  };
}

function amounts({ calls, inputTokens, outputTokens, costUsd, timeMs }: SweepForecast["total"]): JsonObject {
  return {
    calls,
    input_tokens: { ...inputTokens },
    output_tokens: { ...outputTokens },
    cost_usd: { ...costUsd },
    time_ms: { ...timeMs },
  };
}

function figures({ calls, inputTokens, outputTokens, costUsd, timeMs }: SweepForecast["total"]): string[] {
  return [
    calls.toLocaleString("en-US"),
    spread(inputTokens),
    spread(outputTokens),
    ...[costUsd.low, costUsd.expected, costUsd.high].map(formatUsd),
    timeMs.expected === null ? UNKNOWN : formatDuration(timeMs.expected),
  ];
}

/** The expected number, with both ends where they are others. */
function spread({ low, expected, high }: ForecastRange<number | null>): string {
  if (low === null || expected === null || high === null) return UNKNOWN;
  const [from, near, to] = [low, expected, high].map((value) => Math.round(value).toLocaleString("en-US"));
  return from === to ? near : `${near} (${from} to ${to})`;
}

function timeNotes(leastMs: number | null): string[] {
  return leastMs === null || leastMs === 0
    ? []
    : [`The limits that are set make it take ${formatDuration(leastMs)} at least.`];
}

/** What a reader has to know of the numbers. */
function notes(endpoints: readonly EndpointForecast[]): string[] {
  const some = (test: (one: EndpointForecast) => boolean) => endpoints.some(test);
  const calls = endpoints.reduce((sum, { basis }) => sum + basis.calls, 0);
  return [
    "What a run that makes every call would cost; a replay costs nothing.",
    ...(calls > 0 ? [`Tokens are those of ${formatCount(calls, "past call")}, as far as there are any.`] : []),
    ...(some(({ basis }) => basis.input === "approximation")
      ? ["Tokens in are counted by the tokenizer of another family, with a margin, where nobody has counted them."]
      : []),
    ...(some(({ basis }) => basis.output === "limit")
      ? ["Tokens out are a tenth, half and all of max_tokens where there is no past call."]
      : []),
    ...(some(({ basis }) => basis.output === null)
      ? ["Tokens out are unknown without max_tokens or a past call."]
      : []),
    ...(some(({ missing }) => missing.includes("price")) ? ["A cost is unknown where an endpoint has no price."] : []),
    ...(some(({ missing }) => missing.includes("latencyMs"))
      ? ["A price by the hour needs past calls to know how long one takes."]
      : []),
  ];
}
