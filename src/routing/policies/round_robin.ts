import type { RoutingPolicy } from "../../spec/mod.ts";

/** Each in its turn, in the order of the keys. */
export const roundRobinPolicy: RoutingPolicy = {
  name: "round-robin",
  score({ endpoint }, { candidates, turn }) {
    const count = candidates.length;
    // The keys of all, in one order whatever the order in which they came.
    const place = candidates.filter((one) => one.endpoint.key < endpoint.key).length;
    const wait = (((place - turn) % count) + count) % count;
    return { score: 0 - wait, why: wait === 0 ? "it is its turn" : `its turn comes in ${wait}` };
  },
};
