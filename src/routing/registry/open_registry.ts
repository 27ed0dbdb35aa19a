import { stampedFetch, systemClock } from "../../base/mod.ts";
import type { Tape } from "../../cassette/mod.ts";
import type { Catalog } from "../../catalog/mod.ts";
import { openSqliteLedger } from "../../ledger/mod.ts";
import { providerLenses, readRateLimits } from "../../provider/mod.ts";
import { openCassette } from "../../recording/mod.ts";
import type {
  CallEvent,
  CallListener,
  Clock,
  Credential,
  Endpoint,
  ProviderAdapter,
  TransportSettings,
} from "../../spec/mod.ts";
import { Transport } from "../../transport/mod.ts";
import { HealthMonitor } from "../../transport/health/mod.ts";
import { embeddedFacts } from "../_embedded_facts.ts";
import { openCatalog } from "../open_catalog.ts";
import { routingPolicy } from "../policies/mod.ts";
import { Candidates } from "./_candidates.ts";
import { callBounds } from "./_call_bounds.ts";
import { EndpointCaller } from "./_endpoint_caller.ts";
import { type Decide, EndpointFacts } from "./_endpoint_facts.ts";
import { instanceFacts, instanceRows } from "./_instance_catalog.ts";
import { type Env, providerInstances } from "./_instances.ts";
import type { ProviderInstance } from "./_provider_instance.ts";
import { RouteDecisions } from "./_route_decision.ts";
import { RoutePlanner } from "./_route_planner.ts";
import { transportSettingsOf } from "./_transport_settings.ts";
import { Registry } from "./registry.ts";
import type { RegistryConfig } from "./registry_config.ts";
import type { RegistryOptions } from "./registry_options.ts";

const MAX_FALLBACKS = 2;
const POLICY = "balanced";
const BUDGET = "budget:registry";

/**
 * Open a registry: the providers that the user can call, with catalog, tape, transport and ledger, behind one door. Close
 * it, or use it with `await using`.
 *
 * @throws {UserError} when tape or ledger cannot be opened, or the configuration names what there is not.
 */
export async function openRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { clock = systemClock, env = permittedEnv, plugins = [], fetch = globalThis.fetch, config = {} } = options;
  const instances = providerInstances({ env, plugins, config });
  const secrets = instances.flatMap(({ credential }) => credential === null ? [] : [credential]);
  const tape = await openTape(options, { clock, secrets });
  const decide = decideOf(tape);
  const health = new HealthMonitor({ clock });
  const emit = emitterOf([health.listener, ...(options.onEvent === undefined ? [] : [options.onEvent])]);
  const budget = options.budgetUsd === undefined ? null : { id: BUDGET, usd: options.budgetUsd };
  const settings = settingsOf(config, instances);
  const facts = new EndpointFacts({
    decide,
    retryOf: (endpoint) => settings(endpoint).retry,
    credentialOf: ({ provider }) => instances.find(({ name }) => name === provider)?.credential ?? null,
  });
  const transport = new Transport({
    clock,
    onEvent: emit,
    readLimits: readRateLimits,
    settings: (endpoint) => ({ ...settings(endpoint), retry: facts.retryOf(endpoint) ?? settings(endpoint).retry }),
    ...(budget === null ? {} : { budget }),
  });
  const catalog = openedOnce(options, { clock, env, instances });
  const candidates = new Candidates({ catalog: catalog.open, instances, custom: [], clock });
  const remainingUsd = () => budget === null ? null : remainingOf(transport) ?? budget.usd;
  const maxFallbacks = config.routing?.max_fallbacks ?? MAX_FALLBACKS;
  const policyName = config.routing?.policy ?? POLICY;
  const ledger = options.ledgerPath === undefined ? null : await openSqliteLedger(options.ledgerPath, { clock });
  return new Registry({
    clock,
    planner: new RoutePlanner({
      catalog: catalog.open,
      candidates,
      instances,
      clock,
      policyOf: (name = policyName) => routingPolicy(name),
      healthOf: (key) => health.health(key),
      remainingUsd,
      maxFallbacks,
    }),
    decisions: new RouteDecisions({ decide, facts }),
    candidates,
    caller: new EndpointCaller({
      transport,
      fetch: tape?.fetch ?? stampedFetch(fetch, clock),
      decide,
      instances,
      boundsOf: budget === null ? null : (request, endpoint) => {
        const record = candidates.recordOf(endpoint.key);
        return callBounds(request, { endpoint, record, at: clock.date().toISOString() });
      },
    }),
    transport,
    health,
    emit,
    catalog: catalog.open,
    tape,
    ledger,
    remainingUsd,
    async close() {
      await catalog.close();
      await ledger?.close();
      await tape?.close();
    },
  });
}

async function openTape(
  { cassette, mode, fetch, plugins = [], allowLiveInCi, keepNetwork }: RegistryOptions,
  { clock, secrets }: { readonly clock: Clock; readonly secrets: readonly Credential[] },
): Promise<Tape | null> {
  if (cassette === undefined) return null;
  return await openCassette(cassette, {
    lenses: providerLenses(plugins),
    secrets,
    clock,
    ...(mode === undefined ? {} : { mode }),
    ...(fetch === undefined ? {} : { fetch: fetch as typeof globalThis.fetch }),
    ...(allowLiveInCi === undefined ? {} : { allowLiveInCi }),
    ...(keepNetwork === undefined ? {} : { keepNetwork }),
  });
}

/** Decisions go onto the tape; without one they are made anew each time. */
function decideOf(tape: Tape | null): Decide {
  return tape === null ? (_scope, _name, make) => make() : (scope, name, make) => tape.decide(scope, name, make);
}

function settingsOf(
  config: RegistryConfig,
  instances: readonly ProviderInstance[],
): (endpoint: Pick<Endpoint, "provider">) => TransportSettings {
  const kinds = new Map<string, ProviderAdapter>(instances.map(({ name, kind }) => [name, kind]));
  return ({ provider }) => transportSettingsOf(kinds.get(provider) ?? null, config.providers?.[provider]);
}

/** A catalog that is opened when it is first asked for, and closed where it is not the caller's. */
function openedOnce(
  { catalog: given, fetch, offline = false }: RegistryOptions,
  { clock, env, instances }: {
    readonly clock: Clock;
    readonly env: Env;
    readonly instances: readonly ProviderInstance[];
  },
): { open(): Promise<Catalog>; close(): Promise<void> } {
  let opened: Promise<Catalog> | null = null;
  const make = () =>
    openCatalog({
      env,
      clock,
      providers: instanceRows(instances),
      embedded: instanceFacts(embeddedFacts(), instances),
      secretOf: ({ key }) => instances.find(({ name }) => name === key)?.credential ?? null,
      ...(fetch === undefined ? {} : { fetch }),
      ...(offline ? { offline } : {}),
    });
  return {
    open: () => opened ??= given === undefined ? make() : Promise.resolve(given),
    async close() {
      if (given === undefined) (await opened)?.close();
    },
  };
}

function remainingOf(transport: Transport): string | null {
  const scope = transport.status().limits.find((one) => one.scope === BUDGET);
  const left = scope?.limits.find(({ limit }) => limit === "budgetUsd")?.remaining;
  return left === undefined || left === null ? null : String(left);
}

/** Whoever only listens must not break a call. */
function emitterOf(listeners: readonly CallListener[]): CallListener {
  return (event: CallEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch {
        // The next one is told all the same.
      }
    }
  };
}

/** A variable of the process, where it may be read: nobody is asked. */
function permittedEnv(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
