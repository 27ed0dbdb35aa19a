import type { ModelKey, RouteAudit, RoutePlan } from "../../spec/mod.ts";
import { type CandidateFacts, NoEndpointError } from "../eligibility/mod.ts";
import { planRoute, type PlanRouteOptions } from "../plan_route.ts";

/** What a member of a group came to by itself: all of its endpoints that may be asked, or that none may be. */
export interface GroupMember {
  readonly plan: RoutePlan | NoEndpointError;
  readonly candidates: readonly CandidateFacts[];
}

/** How endpoints of several models are put in one order. */
export interface GroupOptions extends Omit<PlanRouteOptions, "model" | "candidates" | "needs" | "preferences" | "pin"> {
  /** The group, as it was asked for. */
  readonly name: ModelKey;
}

/**
 * One order for the endpoints of several models. Which of them may be asked is each model's own matter: its preferences,
 * its profile, what it requires. The policy then compares those that may be with each other, for the same request.
 *
 * @throws {NoEndpointError} when none of any model may be asked.
 */
export function planGroup(members: readonly GroupMember[], { name, ...options }: GroupOptions): RoutePlan {
  const refusals = members.flatMap(({ plan }) => plan instanceof NoEndpointError ? [plan] : []);
  const plans = members.flatMap(({ plan }) => plan instanceof NoEndpointError ? [] : [plan]);
  const rejected = [...plans, ...refusals].flatMap(({ audit }) => audit.rejected);
  if (plans.length === 0) throw noneOf(name, refusals, rejected);
  const ready = new Map(plans.flatMap(({ endpoints }) => endpoints.map((endpoint) => [endpoint.key, endpoint])));
  const joint = planRoute({
    ...options,
    model: name,
    candidates: members.flatMap(({ candidates }) => candidates.filter(({ endpoint }) => ready.has(endpoint.key))),
  });
  return {
    ...joint,
    // As its own plan has it: a router is told whom the model's preferences ban.
    endpoints: joint.endpoints.map((endpoint) => ready.get(endpoint.key)!),
    audit: { ...joint.audit, needs: plans[0].audit.needs, rejected: [...joint.audit.rejected, ...rejected] },
    warnings: plans.flatMap(({ warnings }) => warnings).filter(({ endpoint }) =>
      joint.endpoints.some(({ key }) => key === endpoint)
    ),
  };
}

function noneOf(
  name: ModelKey,
  refusals: readonly NoEndpointError[],
  rejected: RouteAudit["rejected"],
): NoEndpointError {
  const changes = (error: NoEndpointError) => error.smallest?.changes.length ?? Infinity;
  const nearest = refusals.toSorted((a, b) => changes(a) - changes(b))[0];
  return new NoEndpointError({ audit: { ...nearest.audit, model: name, rejected }, smallest: nearest.smallest });
}
