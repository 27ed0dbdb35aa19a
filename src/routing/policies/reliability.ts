import type { RoutingPolicy } from "../../spec/mod.ts";
import { expectedUptime } from "../eligibility/mod.ts";

/** Those whose calls work most often first; few calls weigh little, see {@linkcode expectedUptime}. */
export const reliabilityPolicy: RoutingPolicy = {
  name: "reliability",
  score(candidate) {
    const { share, calls, listed } = expectedUptime(candidate);
    const parts = [
      ...(calls === 0 ? [] : [`${calls} calls of your own`]),
      ...(listed === null ? [] : [`the catalog's ${percent(listed)}`]),
    ];
    const basis = parts.length === 0 ? "nothing is known of it" : `by ${parts.join(" and ")}`;
    return { score: share, why: `${percent(share)} of calls likely work, ${basis}` };
  },
};

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
