import { stampedFetch, systemClock } from "../../base/mod.ts";
import type { Tape } from "../../cassette/mod.ts";
import { CredentialAudit, credentialAuditPath, credentialSettings, CredentialStore } from "../../config/mod.ts";
import { openSqliteLedger } from "../../ledger/mod.ts";
import { loadProvider, providerLenses, readRateLimits } from "../../provider/mod.ts";
import { openCassette } from "../../recording/mod.ts";
import type { CallListener, Credential, ProviderAdapter } from "../../spec/mod.ts";
import { Transport } from "../../transport/mod.ts";
import { HealthMonitor } from "../../transport/health/mod.ts";
import { definePolicy, loadPolicy } from "../policies/mod.ts";
import { callBounds } from "./_call_bounds.ts";
import { CallSettings } from "./_call_settings.ts";
import { Candidates } from "./_candidates.ts";
import { customEndpoints } from "./_custom_endpoints.ts";
import { EndpointCaller } from "./_endpoint_caller.ts";
import { type Decide, EndpointFacts } from "./_endpoint_facts.ts";
import { LazyCatalog } from "./_lazy_catalog.ts";
import { providerInstances } from "./_instances.ts";
import { Keys } from "./_keys.ts";
import { ModelNames } from "./_model_names.ts";
import { permittedEnv } from "./_permitted_env.ts";
import { openPreferences } from "./_open_preferences.ts";
import { RouteDecisions } from "./_route_decision.ts";
import { RoutePlanner } from "./_route_planner.ts";
import { Registry } from "./registry.ts";
import type { RegistryOptions } from "./registry_options.ts";

/** The limiter's name for the money of a registry. */
const BUDGET = "budget:registry";

/**
 * Open a registry: the providers that the user can call, with catalog, tape, transport and ledger, behind one door. Close
 * it, or use it with `await using`. Nothing is fetched, and no key read from a command, before it is needed.
 *
 * @throws {UserError} when tape or ledger cannot be opened, or the configuration is not valid.
 *
 * @example Ask a model that does not exist
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createSimulated, openRegistry } from "@tapedeck/tapedeck";
 *
 * const simulated = createSimulated();
 * await using registry = await openRegistry({
 *   config: { providers: { box: { kind: "simulated", base_url: "http://box/v1" } } },
 *   fetch: (input, init) => simulated.handle(new Request(input, init)),
 *   env: () => undefined,
 * });
 * const { endpoint, text } = await registry.complete({
 *   model: "simulated/steady",
 *   messages: [{ role: "user", content: "Hello" }],
 *   maxTokens: 5,
 * });
 * assertEquals([endpoint.key, text.split(" ").length > 0], ["simulated/steady@box", true]);
 * ```
 */
export async function openRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { clock = systemClock, env = permittedEnv, fetch = globalThis.fetch, mode = "replay" } = options;
  const isReplay = options.cassette !== undefined && mode === "replay";
  const holder = await openPreferences(options, env);
  const { config } = holder.current;
  const plugins = [...(options.plugins ?? []), ...await Promise.all((config.plugins ?? []).map(loadProvider))];
  const policies = [
    ...(options.policies ?? []).map(definePolicy),
    ...await Promise.all((config.routing?.policies ?? []).map((specifier) => loadPolicy(specifier))),
  ];
  const instances = providerInstances({ preferences: holder.current, plugins });
  const store = new CredentialStore({
    env,
    clock,
    ...credentialSettings(config, env),
    given: options.credentials,
  });
  const keys = new Keys({ store, clock });
  const known = isReplay
    ? []
    : await keys.readable(instances, (name) => config.credentials?.[name]?.command !== undefined);
  const catalog = new LazyCatalog({ ...options, env, clock, instances, keys: new Map(known) });
  const custom = customEndpoints({ preferences: holder.current, plugins, instances }, clock.date().toISOString());
  const candidates = new Candidates({ catalog: catalog.open, instances, custom, keys, clock });
  const tape = await openTape(options, { plugins, secrets: known.map(([, secret]) => secret) });
  const decide = decideOf(tape);
  const health = new HealthMonitor({ clock });
  const emit = emitterOf([health.listener, ...(options.onEvent === undefined ? [] : [options.onEvent])]);
  const settings = new CallSettings(instances);
  const { budgetUsd } = options;
  const transport = new Transport({
    clock,
    onEvent: emit,
    readLimits: readRateLimits,
    settings: (endpoint) => settings.of(endpoint),
    ...(budgetUsd === undefined ? {} : { budget: { id: BUDGET, usd: budgetUsd } }),
  });
  const remainingUsd = () => budgetUsd === undefined ? null : remainingOf(transport) ?? budgetUsd;
  const ledger = options.ledgerPath === undefined ? null : await openSqliteLedger(options.ledgerPath, { clock });
  const audit = new CredentialAudit({ path: credentialAuditPath({ env, config }), command: "registry", clock });
  const preferences = () => holder.current;
  const names = new ModelNames({ preferences, catalog: catalog.open, candidates, keys });
  return new Registry({
    clock,
    holder,
    names,
    candidates,
    keys,
    transport,
    network: fetch,
    health,
    emit,
    catalog: catalog.open,
    tape,
    ledger,
    remainingUsd,
    planner: new RoutePlanner({
      names,
      candidates,
      keys,
      clock,
      preferences,
      policies,
      healthOf: (key) => health.health(key),
      remainingUsd,
    }),
    decisions: new RouteDecisions({ decide, facts: new EndpointFacts({ decide, settings }) }),
    caller: new EndpointCaller({
      transport,
      settings,
      candidates,
      keys: isReplay ? null : keys,
      audit,
      fetch: tape?.fetch ?? stampedFetch(fetch, clock),
      decide,
      plugins,
      boundsOf: budgetUsd === undefined ? null : (request, endpoint) => {
        const record = candidates.recordOf(endpoint.key);
        return callBounds(request, { endpoint, record, at: clock.date().toISOString() });
      },
    }),
    async close() {
      audit.flush();
      await catalog.close();
      await ledger?.close();
      await tape?.close();
    },
  });
}

async function openTape(
  { cassette, mode, fetch, clock, allowLiveInCi, keepNetwork }: RegistryOptions,
  { plugins, secrets }: { readonly plugins: readonly ProviderAdapter[]; readonly secrets: readonly Credential[] },
): Promise<Tape | null> {
  if (cassette === undefined) return null;
  return await openCassette(cassette, {
    lenses: providerLenses(plugins),
    secrets,
    ...(mode === undefined ? {} : { mode }),
    ...(clock === undefined ? {} : { clock }),
    ...(fetch === undefined ? {} : { fetch: fetch as typeof globalThis.fetch }),
    ...(allowLiveInCi === undefined ? {} : { allowLiveInCi }),
    ...(keepNetwork === undefined ? {} : { keepNetwork }),
  });
}

/** Decisions go onto the tape; without one they are made anew each time. */
function decideOf(tape: Tape | null): Decide {
  return tape === null ? (_scope, _name, make) => make() : (scope, name, make) => tape.decide(scope, name, make);
}

function remainingOf(transport: Transport): string | null {
  const scope = transport.status().limits.find((one) => one.scope === BUDGET);
  const left = scope?.limits.find(({ limit }) => limit === "budgetUsd")?.remaining;
  return left === undefined || left === null ? null : String(left);
}

/** Whoever only listens must not break a call. */
function emitterOf(listeners: readonly CallListener[]): CallListener {
  return (event) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch {
        // The next one is told all the same.
      }
    }
  };
}
