import { perMillion } from "../catalog/cost/mod.ts";
import type { CapabilityName, Fact, ModelRecord, Price, PriceOverride, TokenRates } from "../spec/mod.ts";
import { capabilityWord } from "./_capability_of.ts";
import { formatUsd, UNKNOWN } from "./_format.ts";
import { asOfCell, tokensCell } from "./_model_cells.ts";

/** What a price list calls the rates that are per token. */
const TOKEN_RATES: readonly (readonly [rate: keyof TokenRates, name: string])[] = [
  ["inputUsd", "in"],
  ["outputUsd", "out"],
  ["cacheReadUsd", "cache read"],
  ["cacheWriteUsd", "cache write"],
  ["cacheWrite1hUsd", "cache write 1 h"],
  ["reasoningUsd", "reasoning"],
  ["audioInputUsd", "audio in"],
  ["audioOutputUsd", "audio out"],
  ["imageOutputUsd", "image out"],
];
const UNIT_RATES: readonly (readonly [rate: keyof TokenRates, name: string])[] = [
  ["requestUsd", "request"],
  ["imageUsd", "image"],
  ["webSearchUsd", "web search"],
];

/** A price as lines: the plain rates, then each tier and window with what differs there. */
function priceLines(price: Price | null): string[] {
  if (price === null) return [UNKNOWN];
  if (price.kind === "hour") {
    return [`${formatUsd(price.hourUsd)} an hour${price.slots === null ? "" : `, ${price.slots} requests at once`}`];
  }
  const { overrides = [], discount, batchDiscount } = price;
  const less = (share: string | undefined, name: string) =>
    share === undefined ? [] : [`${formatUsd(Number(share) * 100)} % off ${name}`];
  return [
    ratesText(price),
    ...overrides.map((override) => `${conditionText(override)}: ${ratesText(override.rates)}`),
    ...less(discount, "all of it"),
    ...less(batchDiscount, "in a batch"),
  ];
}

function ratesText(rates: Partial<TokenRates>): string {
  const perToken = TOKEN_RATES.flatMap(([rate, name]) => {
    const usd = rates[rate];
    return usd === undefined ? [] : [`${name} ${formatUsd(perMillion(usd))}`];
  });
  const perUnit = UNIT_RATES.flatMap(([rate, name]) => {
    const usd = rates[rate];
    return usd === undefined || Number(usd) === 0 ? [] : [`${formatUsd(usd)} a ${name}`];
  });
  return [...perToken, ...perUnit].join(", ");
}

function contextText({ contextTokens, maxOutputTokens }: ModelRecord): string {
  const most = maxOutputTokens === null ? [] : [`at most ${tokensCell(maxOutputTokens)} out`];
  return [...(contextTokens === null ? [] : [`${tokensCell(contextTokens)} tokens`]), ...most].join(", ");
}

function conditionText({ minPromptTokens, utcStart, utcEnd, utcDays }: PriceOverride): string {
  return [
    ...(minPromptTokens === undefined ? [] : [`over ${tokensCell(minPromptTokens)} tokens in`]),
    ...(utcStart === undefined ? [] : [`${utcStart} to ${utcEnd ?? "24:00"} UTC`]),
    ...(utcDays === undefined ? [] : [`on ${utcDays.join(", ")}`]),
  ].join(", ");
}

/** What is known of a model, name by name; what is unknown of no use is left out. */
export function modelFacts(record: ModelRecord): (readonly [name: string, text: string])[] {
  const { capabilities } = record;
  const names = (fact: Fact) =>
    (Object.keys(capabilities) as CapabilityName[]).filter((name) => capabilities[name] === fact).map(capabilityWord)
      .join(", ");
  const known = (name: string, text: string | null) => text === null || text === "" ? [] : [[name, text] as const];
  return [
    ["name", record.name],
    ["facts of", `${record.provider}, ${asOfCell(record)}`],
    ...known("stands for", record.aliasOf),
    ...known("also called", record.aliases.join(", ")),
    ...known("context", contextText(record)),
    ...known("takes", record.inputModalities?.join(", ") ?? null),
    ...known("makes", record.outputModalities?.join(", ") ?? record.kind),
    ...known("can", names("yes")),
    ...known("cannot", names("no")),
    ...known("uncertain", names("uncertain")),
    ...priceLines(record.price).map((line, i) => [i === 0 ? "$ per M tokens" : "", line] as const),
    ...known("came out", record.createdOn),
    ...known("knows up to", record.knowledgeCutoff),
    ...known("goes on", record.expiresOn),
    ...known(
      "deprecated",
      record.deprecated ? `yes${record.replacedBy === null ? "" : `: use ${record.replacedBy}`}` : null,
    ),
  ];
}
