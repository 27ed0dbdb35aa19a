import { Decimal } from "../../base/mod.ts";
import { outputLimit, perMillion } from "../../catalog/cost/mod.ts";
import type { Price, RouteNeeds } from "../../spec/mod.ts";
import type { CandidateFacts } from "./candidate_facts.ts";
import { type Finding, isPicked, type Rule, unknownFact } from "./_finding.ts";
import { priceOf } from "./_price_of.ts";
import { useCost } from "./_use_cost.ts";

/** Rules of what an endpoint charges. */
export const moneyRules: readonly Rule[] = [
  maxCostUsd,
  (facts, { needs }) => rateRule("maxInputUsdPerMillion", { facts, needs, rate: "inputUsd" }),
  (facts, { needs }) => rateRule("maxOutputUsdPerMillion", { facts, needs, rate: "outputUsd" }),
];

/** The most that the call can cost: its longest answer, at the endpoint's price. */
function maxCostUsd(facts: CandidateFacts, { needs, size, at }: Parameters<Rule>[1]): Finding | null {
  const most = needs.maxCostUsd;
  if (most === undefined || size === undefined) return null;
  const limits = facts.record ?? { contextTokens: null, maxOutputTokens: null };
  const longest = outputLimit(limits, size.promptTokens);
  const output = size.maxTokens === null ? longest : Math.min(size.maxTokens, longest ?? Infinity);
  if (output === null) return unknownFact("maxCostUsd", "how long its answer can be");
  const usd = useCost(facts, { input: size.promptTokens, output, at });
  if (usd === null) return unknownFact("maxCostUsd", "what the call costs");
  if (Decimal.parse(usd).compare(Decimal.parse(most)) <= 0) return null;
  return {
    rule: "maxCostUsd",
    verdict: "no",
    reason: `the call can cost ${usd} USD, at most ${most} is allowed`,
    change: { text: `raise maxCostUsd from ${most} to ${usd}`, needs: { maxCostUsd: usd } },
  };
}

type RateNeed = "maxInputUsdPerMillion" | "maxOutputUsdPerMillion";

function rateRule(
  rule: RateNeed,
  { facts, needs, rate }: {
    readonly facts: CandidateFacts;
    readonly needs: RouteNeeds;
    readonly rate: "inputUsd" | "outputUsd";
  },
): Finding | null {
  const most = needs[rule];
  if (most === undefined || isPicked(facts)) return null;
  const charged = ratePerMillion(priceOf(facts), rate);
  if (charged === null) return unknownFact(rule, "its price per token");
  if (Decimal.parse(charged).compare(Decimal.parse(most)) <= 0) return null;
  return {
    rule,
    verdict: "no",
    reason: `it charges ${charged} USD per million tokens, at most ${most} is allowed`,
    change: { text: `raise ${rule} from ${most} to ${charged}`, needs: { [rule]: charged } },
  };
}

/** The plain rate, a discount taken off: what a long prompt or the time of day makes of it is another matter. */
function ratePerMillion(price: Price | null, rate: "inputUsd" | "outputUsd"): string | null {
  if (price === null || price.kind === "hour") return null;
  const share = Decimal.fromInteger(1).minus(Decimal.parse(price.discount ?? "0"));
  return perMillion(Decimal.parse(price[rate]).times(share).toString());
}
