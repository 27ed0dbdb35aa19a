import type { JsonObject } from "../spec/mod.ts";
import type { EndpointForecast, ForecastRange, SweepForecast } from "../sweep/mod.ts";
import { formatCount, formatUsd, UNKNOWN } from "./_format.ts";
import { textTable } from "./_text_table.ts";

/** A forecast as a table, with a line about where its numbers come from. */
export function forecastLines({ endpoints, total }: SweepForecast): string {
  const rows = endpoints.map((one) => [one.endpoint, ...figures(one)]);
  if (endpoints.length > 1) rows.push(["all", ...figures(total)]);
  const titles = ["calls", "tokens in", "tokens out", "USD low", "expected", "high"];
  const table = textTable([
    { title: "forecast", align: "left" },
    ...titles.map((title) => ({ title, align: "right" as const })),
  ], rows);
  return `${table}${notes(endpoints).map((note) => `${note}\n`).join("")}`;
}

/** A forecast for programs. */
export function forecastDocument({ endpoints, total, at }: SweepForecast): JsonObject {
  return {
    at,
    endpoints: endpoints.map(({ endpoint, basis, missing, ...rest }) => ({
      endpoint,
      ...amounts(rest),
      basis: { input: basis.input, output: basis.output, past_calls: basis.calls },
      missing: [...missing],
    })),
    total: amounts(total),
  };
}

function amounts({ calls, inputTokens, outputTokens, costUsd }: SweepForecast["total"]): JsonObject {
  return {
    calls,
    input_tokens: { ...inputTokens },
    output_tokens: { ...outputTokens },
    cost_usd: { ...costUsd },
  };
}

function figures({ calls, inputTokens, outputTokens, costUsd }: SweepForecast["total"]): string[] {
  return [
    calls.toLocaleString("en-US"),
    spread(inputTokens),
    spread(outputTokens),
    ...[costUsd.low, costUsd.expected, costUsd.high].map(formatUsd),
  ];
}

/** The expected number, with both ends where they are others. */
function spread({ low, expected, high }: ForecastRange<number | null>): string {
  if (low === null || expected === null || high === null) return UNKNOWN;
  const [from, near, to] = [low, expected, high].map((value) => Math.round(value).toLocaleString("en-US"));
  return from === to ? near : `${near} (${from} to ${to})`;
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
