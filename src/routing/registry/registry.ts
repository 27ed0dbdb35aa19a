import { taggedHash } from "../../base/mod.ts";
import type { ChatRequest, JsonValue, RouteAudit, RouteRecord, Warning } from "../../spec/mod.ts";
import type { CallOptions, RouteOptions } from "./call_options.ts";
import { CallError } from "./call_error.ts";
import { callRoute, type RouteResult } from "./_call_route.ts";
import type { RegistryParts } from "./_registry_parts.ts";
import type { RegistryCompletion } from "./registry_completion.ts";
import type { RegistryRequest } from "./registry_request.ts";
import type { Route } from "./_route_decision.ts";

/**
 * Who answers: one door to all models that the user can call. It finds the endpoints of a model, chooses among them,
 * calls, falls back, and says why.
 */
export class Registry implements AsyncDisposable {
  readonly #parts: RegistryParts;
  /** How often the same was asked. */
  readonly #asked = new Map<string, number>();

  /** Most callers want `openRegistry`, which puts the parts together. */
  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /**
   * Ask a model, at the endpoint that the policy thinks best; where it fails by its own fault, at the next.
   *
   * @throws {CallError} when no endpoint answered, or none may be asked: its `failure` says what kind of failure it is.
   * @throws {UserError} when there is no such model; the signal's reason when it aborts.
   */
  async complete(request: RegistryRequest, options: CallOptions = {}): Promise<RegistryCompletion> {
    const scope = options.scope ?? this.#scopeOf(request, options);
    const { model, ...asked } = request;
    const sent: ChatRequest = { ...asked, stream: request.stream ?? false };
    const { planner, decisions } = this.#parts;
    const route = await decisions.route(scope, () => planner.route(model, sent, { ...options, scope }));
    this.#tellRoute(route.audit);
    const result = await this.#call(sent, route, { ...options, scope });
    // A row stands for something that is on the tape.
    await Promise.all(result.attempts.map(({ note }) => note.stored));
    await this.#keep({ runId: options.run ?? null, scope, audit: route.audit, outcome: result.outcome });
    return completionOf(route, result);
  }

  /** What is left of the budget, in US dollars as a decimal string; `null`: there is none. */
  get remainingUsd(): string | null {
    return this.#parts.remainingUsd();
  }

  /** Close the tape, the ledger and what else was opened. May be called again. */
  async close(): Promise<void> {
    await this.#parts.close();
  }

  /** See {@linkcode Registry.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #call(sent: ChatRequest, route: Route, options: CallOptions & { readonly scope: string }): Promise<RouteResult> {
    const { caller, emit, clock } = this.#parts;
    const last = route.calls.length - 1;
    return callRoute(sent, route, {
      call: (request, endpoint, { place, triesBefore }) =>
        caller.call(request, endpoint, { ...options, triesBefore, isLast: place === last }),
      onContentFilter: options.onContentFilter ?? false,
      onFallback: ({ from, to, failure }) =>
        emit({ type: "fallback", atMs: clock.nowMs(), from: from.key, to: to.key, errorKind: failure.kind }),
    });
  }

  #tellRoute({ model, policy, chosen, origin }: RouteAudit): void {
    const { emit, clock } = this.#parts;
    if (chosen === null) return;
    emit({ type: "routed", atMs: clock.nowMs(), model, policy, chosen, pinned: origin === "pin" });
  }

  async #keep(record: RouteRecord): Promise<void> {
    await this.#parts.ledger?.appendRoutes([record]);
  }

  /** The same for the same question, and a number behind it when it is asked again. */
  #scopeOf(request: RegistryRequest, { needs, pin, policy, profile }: RouteOptions): string {
    const asked = JSON.parse(JSON.stringify({ request, needs, pin, policy, profile })) as JsonValue;
    const hash = taggedHash("call", asked);
    const times = (this.#asked.get(hash) ?? 0) + 1;
    this.#asked.set(hash, times);
    return times === 1 ? hash : `${hash}#${times}`;
  }
}

function completionOf({ audit, calls }: Route, result: RouteResult): RegistryCompletion {
  const { end, attempts, outcome, costUsd } = result;
  const facts = { attempts, audit, outcome, costUsd };
  if (end.ok) {
    const { endpoint, completion } = end;
    const planned = calls.find((call) => call.endpoint.key === endpoint.key)?.warnings ?? [];
    return { ...completion, warnings: allWarnings(completion.warnings, planned), endpoint, ...facts };
  }
  throw new CallError(messageOf(audit, outcome.failed), { failure: end.failure, ...facts });
}

/** What was known before the call, but for what the wire format has said in the same words. */
function allWarnings(told: readonly Warning[], planned: readonly string[]): readonly Warning[] {
  const more = planned.filter((message) => !told.some((warning) => message.startsWith(warning.message)));
  return more.length === 0 ? told : [...more.map((message) => ({ code: "unsupported", message } as const)), ...told];
}

function messageOf({ model, rejected, why }: RouteAudit, failed: RouteResult["outcome"]["failed"]): string {
  if (failed.length > 0) {
    const tried = failed.map(({ endpoint, errorKind, message }) => `${endpoint}: ${errorKind} (${message})`);
    return `Cannot complete the call as no endpoint answered (${tried.join("; ")}): current value is "${model}"`;
  }
  const reasons = rejected.map(({ endpoint, rejections }) =>
    `\n  ${endpoint}: ${
      rejections.map(({ reason, change }) => change === null ? reason : `${reason} (${change})`).join("; ")
    }`
  );
  return `Cannot call "${model}" as ${why}${reasons.join("")}`;
}
