// deno-lint-ignore-file no-console
import { assert, assertGreaterOrEqual } from "@std/assert";
import { calcPrice } from "@pydantic/genai-prices";
import { estimateCost, perMillion } from "../../../src/catalog/cost/mod.ts";
import type { ModelRecord, TokenPrice, Usage } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { priceLists } from "./price_lists.ts";
import { usageOf } from "./priced.ts";

const fixtures = await needs("fixtures");
/** Prompts below and above every tier, with and without a cache. */
const USAGES: readonly Usage[] = [
  usageOf({ inputTokens: 1000, outputTokens: 100 }),
  usageOf({ inputTokens: 10_000, cacheReadTokens: 4000, outputTokens: 333 }),
  usageOf({ inputTokens: 10_000, cacheReadTokens: 4000, cacheWriteTokens: 999, outputTokens: 333 }),
  usageOf({ inputTokens: 450_001, cacheReadTokens: 50_000, outputTokens: 2049 }),
];
const RATES = [
  ["input_mtok", "inputUsd"],
  ["output_mtok", "outputUsd"],
  ["cache_read_mtok", "cacheReadUsd"],
  ["cache_write_mtok", "cacheWriteUsd"],
] as const;
/** The least number of costs that must have been compared. */
const LEAST_COMPARED = 200;

/** A rate of the other list: a number of dollars per million tokens, or several by the length of the prompt. */
type TheirRate = number | { base: number; tiers: { start: number; price: number }[] } | undefined;

interface TheirCost {
  readonly total_price: number;
  readonly model_price: { readonly [rate: string]: TheirRate };
}

/** What the other calculator says; `null` where it knows no price of the model, or refuses the usage. */
function theirCost({ key, fetchedAt }: ModelRecord, usage: Usage): TheirCost | null {
  const counts = {
    input_tokens: usage.inputTokens!,
    output_tokens: usage.outputTokens!,
    cache_read_tokens: usage.cacheReadTokens ?? 0,
    cache_write_tokens: usage.cacheWriteTokens ?? 0,
  };
  const options = { providerId: "openrouter", timestamp: new Date(fetchedAt) };
  return calcPrice(counts, key, options) as unknown as TheirCost | null;
}

/** Why two costs may differ: a rate that is not the same in both lists and is used; `null`: they must not. */
function difference(price: TokenPrice, theirs: TheirCost, usage: Usage): string | null {
  const input = usage.inputTokens!;
  const ours = price.overrides?.filter(({ minPromptTokens }) => input > (minPromptTokens ?? 0))
    .reduce<Partial<TokenPrice>>((rates, override) => ({ ...rates, ...override.rates }), price) ?? price;
  for (const [theirName, name] of RATES) {
    const isUsed = name === "cacheReadUsd"
      ? usage.cacheReadTokens
      : name === "cacheWriteUsd"
      ? usage.cacheWriteTokens
      : 1;
    if (!isUsed) continue;
    const [their, our] = [rateFor(theirs.model_price[theirName], input), ours[name]];
    if ((their === undefined) !== (our === undefined)) return `only one list has a rate: ${theirName}`;
    if (their !== undefined && Math.abs(Number(perMillion(our!)) - their) > 1e-9 * their) {
      return `another rate: ${theirName}`;
    }
  }
  if (price.requestUsd !== undefined || theirs.model_price.requests_kcount !== undefined) {
    return "a fee for the request";
  }
  return null;
}

function rateFor(rate: TheirRate, inputTokens: number): number | undefined {
  if (typeof rate !== "object" || rate === null) return rate;
  return rate.tiers.filter(({ start }) => inputTokens > start).at(-1)?.price ?? rate.base;
}

Deno.test({
  name: "where another calculator has the same rates, it has the same costs",
  ignore: fixtures.ignore,
  async fn() {
    const { models } = await priceLists(fixtures.get());
    const reasons = new Map<string, number>();
    const note = (reason: string) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    for (const record of models.at(-1)!.byKey.values()) {
      for (const usage of USAGES) {
        const { price } = record;
        if (price?.kind !== "tokens") {
          note("no price here");
          continue;
        }
        const theirs = theirCost(record, usage);
        if (theirs === null) {
          note("no price there");
          continue;
        }
        const reason = difference(price, theirs, usage);
        note(reason ?? "equal");
        if (reason !== null) continue;
        const usd = Number(estimateCost(price, usage).usd);
        assert(
          Math.abs(usd - theirs.total_price) <= 1e-9 * usd + 1e-12,
          `${record.key}: ${usd}, ${theirs.total_price}`,
        );
      }
    }
    const rows = [...reasons].sort(([, a], [, b]) => b - a);
    console.log(rows.map(([reason, count]) => `${String(count).padStart(5)}  ${reason}`).join("\n"));
    assertGreaterOrEqual(reasons.get("equal") ?? 0, LEAST_COMPARED);
  },
});
