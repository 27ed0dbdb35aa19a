import { Decimal } from "../base/mod.ts";
import type { Completion, CostSource, Price, Usage } from "../spec/mod.ts";

/** Digits behind the point: a picodollar. Prices have more, so that rounding comes last. */
const COST_SCALE = 12;
const HOUR_MS = Decimal.fromInteger(3_600_000);
/** Enough for the quotient of an hour price, which is rounded once more at the end. */
const DIVISION_SCALE = 40;
const ZERO = Decimal.fromInteger(0);

/** What the cost of an answer depends on; a whole completion is one. */
export type CostBasis = Pick<Completion, "usage" | "reportedCostUsd"> & {
  readonly timing: Pick<Completion["timing"], "latencyMs">;
};

/** A cost in US dollars as an exact decimal string, and how it was found; both `null` when it is unknown. */
export interface Cost {
  /** US dollars. */
  readonly usd: string | null;
  /** How it was found. */
  readonly source: CostSource | null;
}

const UNKNOWN: Cost = { usd: null, source: null };

/**
 * What an answer cost: as the provider reported it, else from the endpoint's price. Unknown is `null`, never 0.
 *
 * Tokens read from a cache or written to one are taken out of the input and priced at their own rates, which fall back
 * to the input rate. A price per hour is multiplied by the latency and divided by the slots, or by `inFlight` where the
 * price names none. Exact decimals, rounded half to even to 12 places at the very end.
 *
 * @example Cached tokens are not paid twice
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { costOf } from "@tapedeck/tapedeck";
 *
 * const usage = { inputTokens: 1000, cacheReadTokens: 900, cacheWriteTokens: null, outputTokens: 100, reasoningTokens: null };
 * const price = { kind: "tokens", inputUsd: "0.000003", outputUsd: "0.000015", cacheReadUsd: "0.0000003" } as const;
 * const cost = costOf({ usage, reportedCostUsd: null, timing: { latencyMs: 800 } }, price, { inFlight: null });
 * assertEquals(cost, { usd: "0.00207", source: "tokens" });
 * ```
 */
export function costOf(basis: CostBasis, price: Price | null, facts: { readonly inFlight: number | null }): Cost {
  if (basis.reportedCostUsd !== null) {
    return known(Decimal.parse(basis.reportedCostUsd), "reported");
  }
  if (price === null) return UNKNOWN;
  if (price.kind === "hour") return hourCost(basis.timing.latencyMs, price, facts.inFlight);
  const usd = tokenCost(basis.usage, price);
  return usd === null ? UNKNOWN : known(usd, "tokens");
}

function tokenCost(usage: Usage, price: Extract<Price, { kind: "tokens" }>): Decimal | null {
  const { plain, read, written } = splitInput(usage);
  const parts: readonly (readonly [tokens: number | null, rate: string])[] = [
    [plain, price.inputUsd],
    [read, price.cacheReadUsd ?? price.inputUsd],
    [written, price.cacheWriteUsd ?? price.inputUsd],
    [usage.outputTokens, price.outputUsd],
    [1, price.requestUsd ?? "0"],
  ];
  let sum = ZERO;
  for (const [tokens, rate] of parts) {
    const usd = Decimal.parse(rate);
    const sign = usd.compare(ZERO);
    // A price below nothing is how routers say that they do not know it beforehand.
    if (sign < 0 || (sign > 0 && tokens === null)) return null;
    if (tokens !== null) sum = sum.plus(usd.times(Decimal.fromInteger(tokens)));
  }
  return sum;
}

/**
 * Input tokens by what is paid for them. Where more was read and written than there is input, the same tokens were read
 * from one cache and written to another: they are paid for twice, and only what is in neither is plain input.
 */
function splitInput(usage: Usage): { plain: number | null; read: number; written: number } {
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  if (inputTokens === null) return { plain: null, read: cacheReadTokens ?? 0, written: cacheWriteTokens ?? 0 };
  const read = Math.min(cacheReadTokens ?? 0, inputTokens);
  const written = Math.min(cacheWriteTokens ?? 0, inputTokens);
  const cached = read + written > inputTokens ? Math.max(read, written) : read + written;
  return { plain: inputTokens - cached, read, written };
}

function hourCost(
  latencyMs: number | null,
  price: Extract<Price, { kind: "hour" }>,
  inFlight: number | null,
): Cost {
  const sharers = price.slots ?? inFlight;
  if (latencyMs === null || sharers === null || sharers < 1) return UNKNOWN;
  const busy = Decimal.parse(price.hourUsd).times(Decimal.fromNumber(latencyMs));
  const usd = busy.dividedBy(HOUR_MS.times(Decimal.fromNumber(sharers)), DIVISION_SCALE);
  return known(usd, price.slots === null ? "hour/in-flight" : "hour/slots");
}

function known(usd: Decimal, source: CostSource): Cost {
  return { usd: usd.round(COST_SCALE).toString(), source };
}
