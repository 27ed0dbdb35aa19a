import type { EndpointKey, RoutingPolicy } from "../../spec/mod.ts";

/** The given endpoints in the given order; others behind them. */
export function pinnedPolicy(endpoints: readonly EndpointKey[]): RoutingPolicy {
  return {
    name: "pinned",
    score({ endpoint }) {
      const place = endpoints.indexOf(endpoint.key);
      if (place < 0) return { score: null, why: "it is none of the pinned endpoints" };
      return { score: 0 - place, why: `place ${place + 1} of the pinned endpoints` };
    },
  };
}
