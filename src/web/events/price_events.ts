import { formatUsd } from "../../base/mod.ts";
import { perMillion } from "../../catalog/cost/mod.ts";
import type { ModelRecord, ProviderKey } from "../../spec/mod.ts";
import { compareModelLists } from "../../transport/alerts/mod.ts";
import type { DashboardEvent } from "./dashboard_event.ts";

/** The prices that are others in a newer list of a provider, however little they moved. */
export function priceEvents(
  provider: ProviderKey,
  { before, after, at }: {
    readonly before: readonly ModelRecord[];
    readonly after: readonly ModelRecord[];
    /** RFC 3339, UTC. */
    readonly at: string;
  },
): DashboardEvent[] {
  return compareModelLists(before, after, { priceChange: 0 }).prices.map(({ model, rate, from, to }) => {
    const [then, now] = [from, to].map((usd) => `$${formatUsd(perMillion(usd))}`);
    const what = rate === "inputUsd" ? "input" : "output";
    return {
      type: "price",
      at,
      provider,
      model,
      message: `${model} at ${provider}: ${what} ${then} → ${now} per million tokens`,
    };
  });
}
