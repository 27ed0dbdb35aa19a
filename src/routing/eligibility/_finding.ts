import { isRouter } from "./_is_router.ts";
import type { CandidateFacts } from "./candidate_facts.ts";
import type { EligibilityInput } from "./eligibility_input.ts";
import type { RouteChange } from "./route_change.ts";

/** What a rule has against an endpoint. */
export interface Finding {
  /** The need: `contextTokens`. */
  readonly rule: string;
  /** `no`: it does not meet it; `unknown`: nobody knows; `passing`: not at the moment. */
  readonly verdict: "no" | "unknown" | "passing";
  /** For people. */
  readonly reason: string;
  /** What would meet the rule; `null`: nothing that the user could say. */
  readonly change: RouteChange | null;
}

/** One thing that an endpoint must be. `null` or none: it is. */
export type Rule = (facts: CandidateFacts, input: EligibilityInput) => Finding | readonly Finding[] | null;

/** A fact that nobody knows, and what to say to do without it. */
export function unknownFact(rule: string, what: string): Finding {
  return {
    rule,
    verdict: "unknown",
    reason: `${what} is not known`,
    change: { text: `set unknown to "allow"`, needs: { unknown: "allow" } },
  };
}

/** A whole number for people: `131,072`. */
export function counted(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The providers that an endpoint's answers come from: whom the call is sent to, and who serves it behind a router. */
export function sellersOf({ endpoint, record }: CandidateFacts): readonly string[] {
  const { provider, key } = endpoint;
  const tag = key.slice(key.lastIndexOf("@") + 1).split("/")[1];
  const servedBy = record?.servedBy ?? provider;
  // Who serves it is the first part of a router's tag, known or not.
  const behind = isRouter(endpoint) && tag !== undefined ? [tag] : [];
  return [...new Set([provider, ...(servedBy === record?.provider ? [] : [servedBy]), ...behind])];
}

/** Whether the router itself picks who serves the call: its needs are sent along then. */
export function isPicked({ endpoint }: CandidateFacts): boolean {
  return isRouter(endpoint) && endpoint.key === `${endpoint.model}@${endpoint.provider}`;
}
