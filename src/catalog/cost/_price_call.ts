import { Decimal } from "../../base/mod.ts";
import type { HourPrice, Price, PriceOrigin, TokenPrice, Usage } from "../../spec/mod.ts";
import { billedCounts } from "./_billed_counts.ts";
import { ratesAt } from "./_rates_at.ts";
import type { CostPart, DetailedCost, MissingFact } from "./detailed_cost.ts";

/** Digits behind the point: a picodollar. Prices have more, so that rounding comes last. */
const COST_SCALE = 12;
const HOUR_MS = Decimal.fromInteger(3_600_000);
/** Enough for the quotient of an hour price, which is rounded once more at the end. */
const DIVISION_SCALE = 40;
const ZERO = Decimal.fromInteger(0);
const ONE = Decimal.fromInteger(1);
/** Tiers of service that have rates of their own, which a price does not tell. */
const OTHER_RATES: ReadonlySet<string> = new Set([
  "flex",
  "performance", // Groq
  "priority",
  "provisioned",
  "provisioned_throughput", // Vertex AI, paid by the hour
  "scale",
]);

/** What tokens cost where a provider lets one choose the place: Anthropic takes a tenth more in the United States. */
const PLACES: ReadonlyMap<string, Decimal> = new Map([
  ["global", ONE],
  ["not_available", ONE],
  ["us", Decimal.parse("1.1")],
]);
/** What is paid by the piece, wherever it is. */
const FEES: readonly string[] = ["request", "image", "webSearch"];

/** What is known of a call beside its usage; `null` is unknown. */
export interface CallFacts {
  /** When it was made. */
  readonly at: string | null;
  /** Whether it was part of a batch. */
  readonly batch: boolean;
  /** Calls in flight at its endpoint, itself included. */
  readonly inFlight: number | null;
  /** How long its endpoint was busy with it. */
  readonly latencyMs: number | null;
  /** Images in its request. */
  readonly images: number | null;
}

/** A price and where it comes from. */
export interface DatedPrice {
  readonly price: Price;
  readonly origin: PriceOrigin;
}

/** The cost of a call by a price. */
export function priceCall({ price, origin }: DatedPrice, usage: Usage, facts: CallFacts): DetailedCost {
  return price.kind === "hour" ? byTheHour(price, origin, facts) : byTokens(price, { origin, usage, facts });
}

/** Nobody knows. */
export function unknownCost(...missing: readonly MissingFact[]): DetailedCost {
  return { usd: null, source: null, origin: null, parts: [], missing };
}

/** As the provider says. */
export function reportedCost(usd: string): DetailedCost {
  const exact = Decimal.parse(usd);
  const part: CostPart = { name: "reported", count: 1, rateUsd: null, usd: exact.toString() };
  return { usd: exact.round(COST_SCALE).toString(), source: "reported", origin: null, parts: [part], missing: [] };
}

function byTokens(
  price: TokenPrice,
  { origin, usage, facts }: { readonly origin: PriceOrigin; readonly usage: Usage; readonly facts: CallFacts },
): DetailedCost {
  const rateOf = ratesAt(price, { inputTokens: usage.inputTokens, at: timeOf(facts.at) });
  const { factor, missing: noFactor } = factorOf(price, usage, facts.batch);
  const geo = usage.details?.inferenceGeo ?? "global";
  const place = PLACES.get(geo.toLowerCase()) ?? null;
  const missing = new Set<MissingFact>();
  const parts: CostPart[] = [];
  let sum = ZERO;
  for (const billed of billedCounts(usage, facts.images)) {
    const { usd: rateUsd, unknown } = rateOf(billed.rate);
    // A price below nothing is how routers say that they do not know it beforehand.
    if (rateUsd?.startsWith("-")) missing.add("price");
    if (billed.count === 0) continue;
    const rate = rateUsd === null ? null : Decimal.parse(rateUsd);
    if (unknown !== null) missing.add(unknown);
    else if (rate === null) {
      if (billed.name === "webSearch") missing.add("webSearchUsd");
      else if (billed.name.startsWith("cache")) missing.add("price");
    } else if (billed.count === null) {
      if (rate.compare(ZERO) > 0) missing.add(billed.missing);
    } else {
      const added = FEES.includes(billed.name) ? ONE : place ?? ONE;
      const usd = rate.times(Decimal.fromInteger(billed.count)).times(added).times(factor);
      sum = sum.plus(usd);
      parts.push({ name: billed.name, count: billed.count, rateUsd: rate.toString(), usd: usd.toString() });
    }
  }
  // Any share of nothing is nothing.
  if (noFactor !== null && sum.compare(ZERO) > 0) missing.add(noFactor);
  if (place === null && sum.compare(ZERO) > 0) missing.add("inferenceGeo");
  if (missing.size > 0) return unknownCost(...missing);
  return { usd: sum.round(COST_SCALE).toString(), source: "tokens", origin, parts, missing: [] };
}

/** What the rates are multiplied with. */
function factorOf(
  price: TokenPrice,
  usage: Usage,
  isBatch: boolean,
): { readonly factor: Decimal; readonly missing: MissingFact | null } {
  const tier = usage.details?.serviceTier?.toLowerCase();
  const plain = price.discount === undefined ? ONE : ONE.minus(Decimal.parse(price.discount));
  if (isBatch || tier === "batch") {
    if (price.batchDiscount === undefined) return { factor: plain, missing: "batchDiscount" };
    return { factor: plain.times(ONE.minus(Decimal.parse(price.batchDiscount))), missing: null };
  }
  return { factor: plain, missing: tier !== undefined && OTHER_RATES.has(tier) ? "serviceTier" : null };
}

function byTheHour({ hourUsd, slots }: HourPrice, origin: PriceOrigin, facts: CallFacts): DetailedCost {
  const { latencyMs, inFlight } = facts;
  const sharers = slots ?? inFlight;
  if (latencyMs === null) return unknownCost("latencyMs");
  if (sharers === null || sharers < 1) return unknownCost("inFlight");
  const rate = Decimal.parse(hourUsd);
  const busy = rate.times(Decimal.fromNumber(latencyMs));
  const shares = HOUR_MS.times(Decimal.fromNumber(sharers));
  const usd = busy.dividedBy(shares, DIVISION_SCALE);
  const rateUsd = rate.dividedBy(shares, DIVISION_SCALE).toString();
  return {
    usd: usd.round(COST_SCALE).toString(),
    source: slots === null ? "hour/in-flight" : "hour/slots",
    origin,
    parts: [{ name: "time", count: latencyMs, rateUsd, usd: usd.toString() }],
    missing: [],
  };
}

function timeOf(at: string | null): Date | null {
  if (at === null) return null;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) {
    throw new RangeError(`Cannot price a call as its time is no RFC 3339 time: current value is "${at}"`);
  }
  return date;
}
