import { Decimal } from "../../base/mod.ts";
import { costIsUnknown } from "../../ledger/mod.ts";
import type { CallFailure, ChatRequest, Completion, Endpoint, RouteOutcome, Warning } from "../../spec/mod.ts";
import { type ExchangeResult, tryEnd } from "../../transport/mod.ts";
import { fallsBack } from "../_falls_back.ts";
import { pricedTry } from "./_call_tries.ts";
import { ownExtra } from "./_own_extra.ts";
import { requestAt, type Route } from "./_route_decision.ts";

/** Calls one endpoint, with all its tries; `place` is which of the route's it is, from 0. */
export type CallEndpoint = (
  request: ChatRequest,
  endpoint: Endpoint,
  facts: { readonly place: number; readonly triesBefore: number },
) => Promise<readonly ExchangeResult[]>;

/** What a route is called with. */
export interface CallRouteOptions {
  readonly call: CallEndpoint;
  /** Whether a filter that stopped the answer is a reason to ask elsewhere. */
  readonly onContentFilter: boolean;
  /** Asked before the next endpoint is, whether nobody else may answer any more: part of an answer was given out. */
  readonly isBound?: () => boolean;
  /** The wire format in whose names the request's own `extra` is written. */
  readonly wire?: string;
  /** Told when the next endpoint is asked. */
  readonly onFallback?: (step: { from: Endpoint; to: Endpoint; failure: CallFailure }) => void;
}

/** How the call of a route ended. */
export interface RouteResult {
  readonly attempts: readonly ExchangeResult[];
  readonly outcome: RouteOutcome;
  /** As an exact decimal string; `null`: the cost of a try is unknown. */
  readonly costUsd: string | null;
  readonly end:
    | { readonly ok: true; readonly endpoint: Endpoint; readonly completion: Completion }
    | { readonly ok: false; readonly failure: CallFailure };
}

const NOBODY: CallFailure = {
  kind: "no_endpoint",
  message: "No endpoint may be asked",
  decision: { retry: "no" },
  httpStatus: null,
  code: null,
  midStream: false,
  latencyMs: null,
};

/** Ask the endpoints of a route in their order until one answers, or fails in a way that no other can do better. */
export async function callRoute(request: ChatRequest, route: Route, options: CallRouteOptions): Promise<RouteResult> {
  const attempts: ExchangeResult[] = [];
  const failed: RouteOutcome["failed"][number][] = [];
  let cost: Decimal | null = Decimal.parse("0");
  let last: CallFailure = NOBODY;
  for (const [place, routed] of route.calls.entries()) {
    const { endpoint } = routed;
    const own = ownExtra(request, endpoint, options.wire);
    const sent = requestAt(own.request, routed);
    const results = await options.call(sent, endpoint, { place, triesBefore: attempts.length });
    attempts.push(...results);
    for (const result of results) cost = added(cost, costOfTry(result, { endpoint, request: sent }));
    const { outcome } = results.at(-1)!;
    if (outcome.ok) {
      const completion = withWarnings(outcome.completion, own.warnings);
      const end = { ok: true, endpoint, completion } as const;
      return { attempts, outcome: { answered: endpoint.key, failed }, costUsd: textOf(cost), end };
    }
    last = outcome.failure;
    failed.push({ endpoint: endpoint.key, errorKind: last.kind, message: last.message });
    const next = route.calls.at(place + 1);
    const contextTokens = { failed: routed.contextTokens, next: next?.contextTokens ?? null };
    const { onContentFilter } = options;
    if (next === undefined || options.isBound?.() === true) break;
    if (!fallsBack({ failure: last, contextTokens, onContentFilter })) break;
    options.onFallback?.({ from: endpoint, to: next.endpoint, failure: last });
  }
  const end = { ok: false, failure: last } as const;
  return { attempts, outcome: { answered: null, failed }, costUsd: textOf(cost), end };
}

function withWarnings(completion: Completion, more: readonly Warning[]): Completion {
  return more.length === 0 ? completion : { ...completion, warnings: [...more, ...completion.warnings] };
}

/** What a try cost: nothing where no server can have taken it; `null` is unknown. */
export function costOfTry(
  result: ExchangeResult,
  call: { readonly endpoint: Endpoint; readonly request: ChatRequest },
): string | null {
  const { outcome } = result;
  if (outcome.ok || outcome.failure.billed !== undefined) return pricedTry(result, call)?.usd ?? null;
  return costIsUnknown({ costUsd: null, ...tryEnd(result) }) ? null : "0";
}

function added(sum: Decimal | null, usd: string | null): Decimal | null {
  return sum === null || usd === null ? null : sum.plus(Decimal.parse(usd));
}

function textOf(sum: Decimal | null): string | null {
  return sum?.toString() ?? null;
}
