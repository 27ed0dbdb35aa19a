import { Decimal } from "../../base/mod.ts";
import type { RoutingPolicy } from "../../spec/mod.ts";

const THOUSAND = Decimal.fromInteger(1000);

/** The cheapest first, by what this very call is likely to cost; those whose cost is unknown last. */
export const costPolicy: RoutingPolicy = {
  name: "cost",
  score({ expectedUsd }) {
    if (expectedUsd === null) return { score: null, why: "its cost is unknown" };
    const usd = Decimal.parse(expectedUsd);
    const thousand = usd.times(THOUSAND).round(6).toString();
    return { score: 0 - usd.toNumber(), why: `${thousand} USD per 1,000 such calls` };
  },
};
