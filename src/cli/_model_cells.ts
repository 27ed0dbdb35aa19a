import type { ListState } from "../catalog/mod.ts";
import { perMillion } from "../catalog/cost/mod.ts";
import type { Capabilities, CapabilityName, EndpointRecord, ModelRecord, Price, Tier } from "../spec/mod.ts";
import { formatAge } from "./_amounts.ts";
import { formatCount, formatPercent, formatUsd, UNKNOWN } from "./_format.ts";
import type { FittedColumn } from "./_fitted_table.ts";

/** What people look for when they choose, in the order in which it is shown. */
const SHOWN: readonly (readonly [name: CapabilityName, word: string])[] = [
  ["tools", "tools"],
  ["jsonSchema", "schema"],
  ["reasoning", "reasoning"],
  ["images", "images"],
  ["files", "files"],
  ["audio", "audio"],
];

/** US dollars per million tokens. */
function perMillionCell(price: Price | null, rate: "inputUsd" | "outputUsd"): string {
  return price === null || price.kind !== "tokens" ? UNKNOWN : formatUsd(perMillion(price[rate]));
}

/** `200,000` */
function tokensCell(tokens: number | null): string {
  return tokens === null ? UNKNOWN : tokens.toLocaleString("en-US");
}

/** What can be done for certain, and with a question mark what only may be. */
function canCell(capabilities: Capabilities): string {
  const words = SHOWN.flatMap(([name, word]) => {
    const fact = capabilities[name];
    return fact === "no" ? [] : [fact === "yes" ? word : `${word}?`];
  });
  // What nothing is known of is not shown as a row of question marks.
  const known = words.filter((word) => !word.endsWith("?"));
  return known.length === 0 && words.length > 3 ? UNKNOWN : words.join(" ");
}

/** `2026-08-01 embedded` */
export function asOfCell(
  { fetchedAt, tier }: { readonly fetchedAt: string | null; readonly tier: Tier | null },
): string {
  return fetchedAt === null ? UNKNOWN : `${fetchedAt.slice(0, 10)} ${tier}`;
}

/** The columns of a table of models. */
export const MODEL_COLUMNS: readonly FittedColumn[] = [
  // An id is there to be copied: it is never cut.
  { title: "model", align: "left" },
  { title: "$/M in", align: "right" },
  { title: "$/M out", align: "right" },
  { title: "context", align: "right" },
  { title: "can", align: "left", least: 15, leaves: 2 },
  { title: "lists", align: "left", least: 10, leaves: 1 },
  { title: "as of", align: "left", least: 11, leaves: 3 },
];

/** A row of such a table. */
export function modelRow(record: ModelRecord, providers: readonly string[]): string[] {
  return [
    record.key,
    perMillionCell(record.price, "inputUsd"),
    perMillionCell(record.price, "outputUsd"),
    tokensCell(record.contextTokens),
    record.kind === "chat" ? canCell(record.capabilities) : `makes ${record.kind}`,
    providers.join(", "),
    asOfCell(record),
  ];
}

/** The columns of a table of endpoints. */
export const ENDPOINT_COLUMNS: readonly FittedColumn[] = [
  { title: "endpoint", align: "left" },
  { title: "$/M in", align: "right" },
  { title: "$/M out", align: "right" },
  { title: "context", align: "right" },
  { title: "out", align: "right", leaves: 2 },
  { title: "weights", align: "left", leaves: 5 },
  { title: "up 1d", align: "right", leaves: 1 },
  { title: "can", align: "left", least: 15, leaves: 3 },
  { title: "as of", align: "left", least: 11, leaves: 4 },
];

/** A row of such a table; the model's name is left out, as all rows have it. */
export function endpointRow(endpoint: EndpointRecord): string[] {
  const { tag, provider, uptime, status } = endpoint;
  const up = uptime.last1d ?? uptime.last30m ?? uptime.last5m;
  return [
    `@${provider}${tag === null ? "" : `/${tag}`}${status === "degraded" || status === "down" ? ` (${status})` : ""}`,
    perMillionCell(endpoint.price, "inputUsd"),
    perMillionCell(endpoint.price, "outputUsd"),
    tokensCell(endpoint.contextTokens),
    tokensCell(endpoint.maxOutputTokens),
    endpoint.quantization ?? UNKNOWN,
    formatPercent(up),
    canCell(endpoint.capabilities),
    asOfCell(endpoint),
  ];
}

/** `openrouter: 336 models of 2026-08-01 (embedded, 112 d old)` */
export function listLine({ provider, rows, tier, fetchedAt }: ListState, now: Date): string {
  if (tier === "config") return `${provider}: ${formatCount(rows, "model")} of your configuration`;
  const age = formatAge(now.getTime() - Date.parse(fetchedAt!));
  return `${provider}: ${formatCount(rows, "model")} of ${fetchedAt!.slice(0, 10)} (${tier}, ${age} old)`;
}
