import type { ChatRequest, EndpointKey, ModelKey, RouteNeeds, RoutingPolicy } from "../../spec/mod.ts";
import { PARAMETERS } from "../../config/mod.ts";
import type { Attempt } from "../../spec/mod.ts";
import { type CandidateFacts, NoEndpointError } from "../eligibility/mod.ts";
import { fallsBack } from "../_falls_back.ts";
import { planRoute } from "../plan_route.ts";
import type { Evidence } from "./_evidence.ts";
import type { CallResult } from "./_figures.ts";
import type { RecordedCell, RecordedGroup } from "./_recorded_groups.ts";

/** What is known of an endpoint whenever the choice is made. */
export type LastingFacts = Pick<CandidateFacts, "endpoint" | "record">;

/** What choices are made with. */
export interface ChooseOptions {
  readonly policy: RoutingPolicy;
  readonly facts: readonly LastingFacts[];
  readonly needs: RouteNeeds;
  readonly evidence: Evidence;
  readonly turn: number;
  readonly maxFallbacks: number | undefined;
  readonly requestOf: (attempt: Attempt) => ChatRequest | null;
}

/** The endpoints that would have been asked, the best first; empty where none may be. */
export function chosenEndpoints(group: RecordedGroup, options: ChooseOptions): readonly EndpointKey[] {
  const { policy, facts, needs, evidence, turn, maxFallbacks } = options;
  try {
    const { endpoints } = planRoute({
      model: group.model,
      candidates: facts.map((one) => candidateOf(one, { evidence, model: group.model })),
      request: options.requestOf(group.sample) ?? requestOfAxes(group.sample),
      promptTokens: promptTokensOf(group),
      policy,
      needs,
      at: new Date(group.momentMs).toISOString(),
      turn,
      ...(maxFallbacks === undefined ? {} : { maxFallbacks }),
      scope: group.key,
      // Nobody reads the warnings of a route that is not taken.
      parameterProblems: () => [],
    });
    return endpoints.map(({ key }) => key);
  } catch (error) {
    if (error instanceof NoEndpointError) return [];
    throw error;
  }
}

/** What would have become of a call that goes to these endpoints: each recorded failure leads on as a call's would. */
export function walk(
  group: RecordedGroup,
  { order, facts }: { readonly order: readonly EndpointKey[]; readonly facts: readonly LastingFacts[] },
): CallResult {
  const path: RecordedCell[] = [];
  const contextOf = (key: EndpointKey | undefined) =>
    facts.find(({ endpoint }) => endpoint.key === key)?.record?.contextTokens ?? null;
  for (const [place, key] of order.entries()) {
    const cell = group.cells.get(key);
    if (cell === undefined) return { kind: "unknown" };
    path.push(cell);
    if (cell.errorKind === null) break;
    const contextTokens = { failed: contextOf(key), next: contextOf(order[place + 1]) };
    if (!fallsBack({ failure: { kind: cell.errorKind }, contextTokens, onContentFilter: false })) break;
  }
  return path.length === 0 ? { kind: "refused" } : { kind: "known", path };
}

function candidateOf(
  { endpoint, record }: LastingFacts,
  { evidence, model }: { readonly evidence: Evidence; readonly model: ModelKey },
): CandidateFacts {
  return {
    endpoint,
    record,
    health: evidence.health(endpoint.key),
    meanOutputTokens: evidence.meanOutputTokens(endpoint.key, model),
    meanCostUsd: evidence.meanCostUsd(endpoint.key),
  };
}

/** What rows tell of a request: its axes. */
function requestOfAxes({ axes }: Attempt): ChatRequest {
  const fields = Object.entries(axes).flatMap(([name, value]) => {
    const field = PARAMETERS.get(name)?.field;
    return field === undefined || value === null ? [] : [[field, value]];
  });
  return { messages: [], stream: true, ...Object.fromEntries(fields) };
}

/** Stands for the count that is made before a call: the least that any endpoint has counted of the same prompt. */
function promptTokensOf({ cells }: RecordedGroup): number {
  const counts = [...cells.values()].flatMap(({ tries }) => tries.flatMap(({ inputTokens }) => inputTokens ?? []));
  return counts.length === 0 ? 0 : Math.min(...counts);
}
