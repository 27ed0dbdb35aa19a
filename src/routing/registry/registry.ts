import { orAborted, taggedHash, UserError } from "../../base/mod.ts";
import {
  type AskOptions,
  type ModelFilters,
  type ModelMatch,
  type ModelsAnswer,
  parseEndpointKey,
} from "../../catalog/mod.ts";
import { type ConfigFile, rawParameters } from "../../config/mod.ts";
import type {
  ChatParameters,
  ChatRequest,
  EndpointKey,
  EndpointRecord,
  Health,
  JsonValue,
  ModelKey,
  ProviderKey,
  RouteAudit,
  RouteNeeds,
  RoutePlan,
  RouteRecord,
  TransportStatus,
  Warning,
} from "../../spec/mod.ts";
import { DeltaTeller } from "./_delta_teller.ts";
import { explainRoute } from "./_explain_route.ts";
import type { KeepOptions } from "./keep_options.ts";
import type { ModelSuggestions } from "./model_suggestions.ts";
import { suggestModels } from "./_suggest_models.ts";
import type { ModelSwitch } from "./model_switch.ts";
import { switchModel } from "./_switch_model.ts";
import type { SwitchOptions } from "./switch_options.ts";
import type { RouteExplanation } from "./route_explanation.ts";
import type { CallOptions, RouteOptions } from "./call_options.ts";
import { CallError } from "./call_error.ts";
import { callRoute, type RouteResult } from "./_call_route.ts";
import { CallTries } from "./_call_tries.ts";
import type { CallableModel } from "./callable_model.ts";
import { callableModel, callableModels } from "./_callable_models.ts";
import { assertNoProfile } from "./_assert_no_profile.ts";
import type { KeepProfileOptions } from "./keep_profile_options.ts";
import type { RegistryParts } from "./_registry_parts.ts";
import type { RegistryCompletion } from "./registry_completion.ts";
import type { RegistryRequest } from "./registry_request.ts";
import type { Route } from "./_route_decision.ts";

/** For a call that was called off to end, before tape and ledger are closed under it. */
const LATE_MS = 2000;

/**
 * Who answers: one door to all models that the user can call. It finds the endpoints of a model, chooses among them,
 * calls, falls back, and says why.
 */
export class Registry implements AsyncDisposable {
  readonly #parts: RegistryParts;
  /** How often the same was asked. */
  readonly #asked = new Map<string, number>();
  /** Calls that have not ended. */
  readonly #calls = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  /** Most callers want `openRegistry`, which puts the parts together. */
  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /**
   * Ask a model, at the endpoint that the policy thinks best; where it fails by its own fault, at the next.
   *
   * @throws {CallError} when no endpoint answered, or none may be asked: its `failure` says what kind of failure it is.
   * @throws {NoModelError} when there is no such model.
   * @throws {UserError} when the registry is closed; the signal's reason when it aborts.
   */
  async complete(request: RegistryRequest, options: CallOptions = {}): Promise<RegistryCompletion> {
    const closing = this.#closing.signal;
    const signal = options.signal === undefined ? closing : AbortSignal.any([options.signal, closing]);
    signal.throwIfAborted();
    const scope = options.scope ?? this.#scopeOf(request, options);
    const call = this.#complete(request, { ...options, scope, signal });
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
    }
  }

  async #complete(
    request: RegistryRequest,
    options: CallOptions & { readonly scope: string },
  ): Promise<RegistryCompletion> {
    const { scope } = options;
    const { model, wire, ...asked } = request;
    const sent: ChatRequest = { ...asked, stream: request.stream ?? false };
    const { planner, decisions } = this.#parts;
    await this.#parts.ledger.ready();
    const route = await orAborted(
      decisions.route(scope, () => planner.route(model, sent, options)),
      options.signal,
    );
    this.#tellRoute(route.audit);
    const record = { runId: options.run ?? null, scope, audit: route.audit };
    const tries = new CallTries({ callId: crypto.randomUUID(), scope, clock: this.#parts.clock });
    let result: RouteResult;
    try {
      result = await this.#call(sent, route, { ...options, wire, tries });
    } catch (error) {
      // Whoever called it off has had the choice all the same, and pays for it.
      await this.#keep({ ...record, outcome: null }, tries);
      throw error;
    }
    // A row stands for something that is on the tape; what could not be put there was paid for all the same.
    const stored = await Promise.allSettled(result.attempts.map(({ note }) => note.stored));
    const unkept = await this.#keep({ ...record, outcome: result.outcome }, tries);
    for (const one of stored) if (one.status === "rejected") throw one.reason;
    return completionOf(route, result, unkept);
  }

  /** The models that fit a query, the best first, among what is known without a call. */
  async searchModels(query: string, filters: ModelFilters = {}): Promise<ModelMatch[]> {
    return await (await this.#parts.catalog()).search(query, filters);
  }

  /** All models of the providers as they are set up; lists that are not fresh are fetched first. */
  async models(ask: AskOptions & { readonly provider?: ProviderKey } = {}): Promise<ModelsAnswer> {
    return await (await this.#parts.catalog()).models(ask);
  }

  /**
   * The chat models that can be called, by their keys: those of providers whose key is at hand. Where there are none, as
   * in a replay without keys, those too for which only a key is missing. Lists that are not fresh are fetched first.
   */
  async callableModels(ask: AskOptions = {}): Promise<readonly CallableModel[]> {
    return await callableModels(ask, this.#parts);
  }

  /**
   * What a call for an id would ask: a model's id of any list, an alias, a group of one, or the key of an endpoint.
   * `null`: there is nothing of that name that could be called.
   */
  async callableModel(id: string, ask: AskOptions = {}): Promise<CallableModel | null> {
    return await callableModel(id, ask, this.#parts);
  }

  /**
   * What is known of the endpoints of a model, or of the models of a group, those that lack but a key too; lists that are
   * not fresh are fetched first.
   * @throws {UserError} when there is no such model.
   */
  async ensureEndpoints(model: string, ask: AskOptions = {}): Promise<readonly EndpointRecord[]> {
    const { names, candidates } = this.#parts;
    const meant = new Set((await names.allMeant(model, ask)).map((one) => one.model));
    const known = await Promise.all([...meant].map((one) => candidates.of(one, { all: true, ...ask })));
    return known.flat().flatMap(({ record }) => record === null ? [] : [record]);
  }

  /**
   * Which endpoints a call would ask, in which order, with which parameters, and why; nothing is called or kept.
   *
   * @throws {NoEndpointError} when none may be asked: it says why not, of each, and what would have to change.
   * @throws {UserError} when there is no such model.
   */
  async routePlan(request: RegistryRequest, options: RouteOptions = {}): Promise<RoutePlan> {
    const { model, wire: _, ...asked } = request;
    return (await this.#parts.planner.plan(model, { ...asked, stream: request.stream ?? false }, options)).plan;
  }

  /** How a choice would be made, those endpoints too that lack but a key, without fetching anything. */
  async explain(request: RegistryRequest, options: RouteOptions = {}): Promise<RouteExplanation> {
    const { model, wire: _, ...asked } = request;
    return await explainRoute(
      { model, request: { ...asked, stream: request.stream ?? false }, ...options },
      this.#parts,
    );
  }

  /**
   * Take another profile where none is named.
   * @throws {UserError} when there is no profile of the name, or it cannot be kept.
   */
  async setDefaultProfile(name: string, { save = false }: KeepOptions = {}): Promise<void> {
    this.#parts.holder.current.profile(name);
    this.#parts.holder.change({ defaults: { profile: name } });
    if (save) await this.#parts.holder.save([{ path: ["defaults", "profile"], value: name }]);
  }

  /**
   * Give parameters a name, for all models or for one. Resolves to the file that it is kept in; `null` without `save`.
   * @throws {ProfileExistsError} when there is one of the name, and it is not to be replaced.
   * @throws {UserError} when it cannot be kept, it is no name for a profile, or a parameter cannot stand in a file.
   */
  async saveProfile(
    name: string,
    parameters: ChatParameters,
    { model, save = false, replace = true }: KeepProfileOptions = {},
  ): Promise<string | null> {
    const { holder } = this.#parts;
    const table = rawParameters(parameters);
    const path = model === undefined ? ["profiles", name] : ["models", model, "profiles", name];
    const assertFree = (config: ConfigFile) => {
      if (!replace) assertNoProfile(name, { config, model });
    };
    assertFree(holder.current.config);
    // Somebody else may have written it since the file was read.
    const kept = save ? await holder.save((config) => (assertFree(config), [{ path, value: table }])) : null;
    holder.change(
      model === undefined ? { profiles: { [name]: table } } : { models: { [model]: { profiles: { [name]: table } } } },
    );
    return kept;
  }

  /**
   * Ask no other endpoints of a model than these; `null`: any.
   * @throws {UserError} when one is not an endpoint of the model, or it cannot be kept.
   */
  async selectEndpoints(
    model: ModelKey,
    keys: readonly EndpointKey[] | null,
    { save = false }: KeepOptions = {},
  ): Promise<void> {
    for (const key of keys ?? []) assertOf(model, key);
    this.#parts.holder.change({ models: { [model]: { endpoints: keys ?? undefined } } });
    if (save) await this.#parts.holder.save([{ path: ["models", model, "endpoints"], value: keys ?? undefined }]);
  }

  /**
   * Order endpoints by another policy where none is named.
   * @throws {UserError} when there is none of the name, or it cannot be kept.
   */
  async setPolicy(name: string, { save = false }: KeepOptions = {}): Promise<void> {
    this.#parts.planner.assertPolicy(name);
    this.#parts.holder.change({ routing: { policy: name } });
    if (save) await this.#parts.holder.save([{ path: ["routing", "policy"], value: name }]);
  }

  /**
   * Look whether a model can be the default one (its key, what it can do, limits, price, whether it answers), and where
   * nothing speaks against it, write it into the configuration's file.
   *
   * @throws {UserError} when there is no such model, or the file cannot be written; the signal's reason.
   */
  async switchModel(id: string, options: SwitchOptions = {}): Promise<ModelSwitch> {
    return await switchModel(id, options, this.#parts);
  }

  /**
   * What could take the place of a model, or of one endpoint of it: endpoints that meet the same needs and are cheaper,
   * faster or, as runs of one's own have shown, better. Nothing is fetched.
   *
   * @throws {UserError} when there is no such model.
   */
  async suggest(id: string, options: { readonly needs?: RouteNeeds } = {}): Promise<ModelSuggestions> {
    return await suggestModels(id, options, this.#parts);
  }

  /** How limits and breakers stand now. */
  status(): TransportStatus {
    return this.#parts.transport.status();
  }

  /** How well an endpoint or a provider answers, by the calls of this registry. */
  health(key: EndpointKey | ProviderKey): Health {
    return this.#parts.health.health(key);
  }

  /** What is left of the budget, in US dollars as a decimal string; `null`: there is none. */
  get remainingUsd(): string | null {
    return this.#parts.remainingUsd();
  }

  /** Call off what is under way, and close the tape, the ledger and what else was opened. May be called again. */
  async close(): Promise<void> {
    this.#closing.abort(new UserError("Cannot complete the call as the registry was closed"));
    const left = new AbortController();
    const late = this.#parts.clock.sleep(LATE_MS, left.signal).catch(() => {});
    await Promise.race([Promise.allSettled(this.#calls), late]);
    left.abort();
    await this.#parts.close();
  }

  /** See {@linkcode Registry.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #call(
    sent: ChatRequest,
    route: Route,
    { onDelta, wire, tries, ...options }: CallOptions & {
      readonly scope: string;
      readonly wire: string | undefined;
      readonly tries: CallTries;
    },
  ): Promise<RouteResult> {
    const { caller, emit, clock } = this.#parts;
    const last = route.calls.length - 1;
    const teller = onDelta === undefined ? undefined : new DeltaTeller(onDelta);
    const result = await callRoute(sent, route, {
      call: (request, endpoint, { place, triesBefore }) =>
        caller.call(request, endpoint, { ...options, teller, tries, triesBefore, isLast: place === last }),
      wire,
      isBound: () => teller?.hasTold ?? false,
      onContentFilter: options.onContentFilter ?? false,
      onFallback: ({ from, to, failure }) =>
        emit({ type: "fallback", atMs: clock.nowMs(), from: from.key, to: to.key, errorKind: failure.kind }),
    });
    const { end, attempts } = result;
    if (end.ok) {
      const source = attempts.at(-1)!.note.source ?? "live";
      teller?.settle(end.completion, { endpoint: end.endpoint, source, tries: attempts.length });
    }
    return result;
  }

  #tellRoute({ model, policy, chosen, origin }: RouteAudit): void {
    const { emit, clock } = this.#parts;
    if (chosen === null) return;
    emit({ type: "routed", atMs: clock.nowMs(), model, policy, chosen, pinned: origin === "pin" });
  }

  /** An answer that was paid for is not lost because the ledger cannot be written: what was not kept is said beside it. */
  async #keep(record: RouteRecord, { rows }: CallTries): Promise<Warning | null> {
    try {
      this.#parts.onOwnTries(rows);
      await this.#parts.ledger.keep(record, rows);
      return null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { code: "unkept", message: `Cannot keep the call in the ledger, so no sum has its cost: ${reason}` };
    }
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

function completionOf({ audit, calls }: Route, result: RouteResult, unkept: Warning | null): RegistryCompletion {
  const { end, attempts, outcome, costUsd } = result;
  const facts = { attempts, audit, outcome, costUsd };
  if (end.ok) {
    const { endpoint, completion } = end;
    const planned = calls.find((call) => call.endpoint.key === endpoint.key)?.warnings ?? [];
    const warnings = [...allWarnings(completion.warnings, planned), ...(unkept === null ? [] : [unkept])];
    return { ...completion, warnings, endpoint, ...facts };
  }
  const message = messageOf(audit, outcome.failed);
  throw new CallError(unkept === null ? message : `${message}\n  ${unkept.message}`, {
    failure: end.failure,
    ...facts,
  });
}

function assertOf(model: ModelKey, key: EndpointKey): void {
  if (parseEndpointKey(key)?.model === model) return;
  throw new UserError(`Cannot select the endpoint as it is none of ${model}: current value is "${key}"`, {
    exitCode: 2,
  });
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
