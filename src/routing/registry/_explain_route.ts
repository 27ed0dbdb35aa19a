import { UserError } from "../../base/mod.ts";
import type { Catalog, ListState } from "../../catalog/mod.ts";
import type { ChatRequest, EndpointRecord, ModelKey, RouteAudit } from "../../spec/mod.ts";
import { NoEndpointError } from "../eligibility/mod.ts";
import type { KnownEndpoint } from "./_known_endpoint.ts";
import type { PlannedRoute, RoutePlanner } from "./_route_planner.ts";
import type { RouteOptions } from "./call_options.ts";
import type { RouteExplanation } from "./route_explanation.ts";

/** What is asked of an explanation. */
export interface ExplainAsk extends RouteOptions {
  readonly model: string | undefined;
  readonly request: ChatRequest;
}

/** How the endpoints of a model would be chosen from, those without a key too. */
export async function explainRoute(
  { model, request, ...options }: ExplainAsk,
  { planner, catalog }: { readonly planner: RoutePlanner; readonly catalog: () => Promise<Catalog> },
): Promise<RouteExplanation> {
  const { plan, known, audit } = await planned(planner, { model, request, ...options });
  return {
    audit,
    asked: plan?.endpoints.map(({ key }) => key) ?? [],
    warnings: plan?.warnings.map(({ endpoint, message }) => ({ endpoint, message })) ?? [],
    facts: known.map(({ endpoint, record }) => ({
      endpoint: endpoint.key,
      tier: record?.tier ?? null,
      fetchedAt: record?.fetchedAt ?? null,
    })),
    unknown: unknownOf(audit, known),
    lists: await listsOf(audit.model, await catalog()),
  };
}

async function planned(
  planner: RoutePlanner,
  { model, request, ...options }: ExplainAsk,
): Promise<{ plan: PlannedRoute["plan"] | null; known: readonly KnownEndpoint[]; audit: RouteAudit }> {
  const known: KnownEndpoint[] = [];
  const ask = {
    ...options,
    all: true,
    network: false,
    onKnown: (found: readonly KnownEndpoint[]) => void known.push(...found),
  };
  try {
    const { plan } = await planner.plan(model, request, ask);
    return { plan, known, audit: plan.audit };
  } catch (error) {
    if (!(error instanceof NoEndpointError)) throw error;
    return { plan: null, known, audit: error.audit };
  }
}

/** Facts that policies go by, and who lacks them. */
const FACTS: readonly (readonly [name: string, of: (record: EndpointRecord) => unknown])[] = [
  ["price", ({ price }) => price],
  ["time to the first token", ({ ttftMs }) => ttftMs],
  ["speed", ({ outputTps }) => outputTps],
  ["uptime", ({ uptime }) => uptime.last30m ?? uptime.last1d],
  ["context", ({ contextTokens }) => contextTokens],
];

function unknownOf({ candidates }: RouteAudit, known: readonly KnownEndpoint[]): string[] {
  const records = new Map(known.map(({ endpoint, record }) => [endpoint.key, record]));
  const asked = candidates.map(({ endpoint }) => endpoint);
  const missing = FACTS.flatMap(([name, of]) => {
    const without = asked.filter((key) => {
      const record = records.get(key) ?? null;
      return record === null || (of(record) ?? null) === null;
    });
    if (without.length === 0) return [];
    return [
      without.length === asked.length ? `the ${name} of any of them` : `the ${name} of ${without.join(", ")}`,
    ];
  });
  const needs = candidates.flatMap(({ endpoint, unknown = [] }) =>
    unknown.map((need) => `whether ${endpoint} meets ${need}`)
  );
  return asked.length === 0 ? [] : [...missing, ...needs];
}

async function listsOf(model: ModelKey, catalog: Catalog): Promise<readonly ListState[]> {
  try {
    return (await catalog.endpoints(model, { network: false })).lists;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
