import { nearestName, UserError } from "../../base/mod.ts";
import type { EndpointKey, RoutingPolicy } from "../../spec/mod.ts";
import { balancedPolicy, type BalancedWeights } from "./balanced.ts";
import { costPolicy } from "./cost.ts";
import { latencyPolicy } from "./latency.ts";
import { pinnedPolicy } from "./pinned.ts";
import { reliabilityPolicy } from "./reliability.ts";
import { roundRobinPolicy } from "./round_robin.ts";
import { throughputPolicy } from "./throughput.ts";

/** The names of the policies that come with Tapedeck. */
export const POLICY_NAMES = [
  "cost",
  "latency",
  "throughput",
  "reliability",
  "balanced",
  "pinned",
  "round-robin",
] as const;

/** What policies are made with. */
export interface RoutingPolicyOptions {
  /** Of `balanced`. */
  readonly weights?: BalancedWeights;
  /** Of `pinned`: the endpoints in their order; none unless given, and then the order is that of the keys. */
  readonly endpoints?: readonly EndpointKey[];
  /** Policies of the user's own, found by their names. */
  readonly own?: readonly RoutingPolicy[];
}

/**
 * Find a routing policy by its name: one of the user's own, or one of those that come with Tapedeck.
 *
 * @throws {UserError} when there is none of the name.
 *
 * @example The cheapest first
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { routingPolicy } from "@tapedeck/tapedeck";
 *
 * assertEquals(routingPolicy("cost").name, "cost");
 * ```
 */
export function routingPolicy(
  name: string,
  { weights, endpoints = [], own = [] }: RoutingPolicyOptions = {},
): RoutingPolicy {
  const mine = own.find((policy) => policy.name === name);
  if (mine !== undefined) return mine;
  switch (name as typeof POLICY_NAMES[number]) {
    case "cost":
      return costPolicy;
    case "latency":
      return latencyPolicy;
    case "throughput":
      return throughputPolicy;
    case "reliability":
      return reliabilityPolicy;
    case "balanced":
      return balancedPolicy(weights);
    case "pinned":
      return pinnedPolicy(endpoints);
    case "round-robin":
      return roundRobinPolicy;
  }
  const names = [...POLICY_NAMES, ...own.map((policy) => policy.name)];
  const nearest = nearestName(name, names);
  const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
  throw new UserError(
    `Cannot route by policy as it must be one of ${names.join(", ")}${hint}: current value is "${name}"`,
    { exitCode: 2 },
  );
}
