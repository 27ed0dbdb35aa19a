import type { Rejection, RouteAudit, RouteNeeds } from "../../spec/mod.ts";
import { NoEndpointError } from "../eligibility/mod.ts";
import type { KnownEndpoint } from "./_known_endpoint.ts";
import type { RoutePlanner } from "./_route_planner.ts";

/** What an endpoint is looked for by. */
export interface NearestOptions {
  readonly planner: RoutePlanner;
  readonly needs: RouteNeeds;
  /** Whether lists that are not fresh are fetched. */
  readonly network?: boolean;
}

/** The endpoint that would be asked first; where none may be, the one that the least speaks against. */
export async function nearestEndpoint(
  id: string,
  { planner, needs, network }: NearestOptions,
): Promise<{ readonly known: KnownEndpoint | null; readonly rejections: readonly Rejection[] }> {
  const all: KnownEndpoint[] = [];
  const ask = {
    needs,
    ...(network === undefined ? {} : { network }),
    onKnown: (known: readonly KnownEndpoint[]) => void all.push(...known),
  };
  const find = (key: string | undefined) => all.find(({ endpoint }) => endpoint.key === key) ?? null;
  try {
    const { plan } = await planner.plan(id, { messages: [], stream: false }, ask);
    return { known: find(plan.endpoints[0].key), rejections: [] };
  } catch (error) {
    if (!(error instanceof NoEndpointError)) throw error;
    const nearest = error.smallest?.endpoint ?? fewest(error.audit.rejected)?.endpoint;
    const rejected = error.audit.rejected.find(({ endpoint }) => endpoint === nearest);
    return { known: find(nearest), rejections: rejected?.rejections ?? [] };
  }
}

function fewest(rejected: RouteAudit["rejected"]): RouteAudit["rejected"][number] | undefined {
  return rejected.toSorted((a, b) => a.rejections.length - b.rejections.length)[0];
}
