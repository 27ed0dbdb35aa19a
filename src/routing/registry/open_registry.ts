import { stampedFetch } from "../../base/mod.ts";
import type { Tape } from "../../cassette/mod.ts";
import { isPostgresUrl } from "../../ledger/mod.ts";
import { providerLenses, readRateLimits } from "../../provider/mod.ts";
import { openCassette } from "../../recording/mod.ts";
import type { CallListener, Clock } from "../../spec/mod.ts";
import { isMoneyLimited, Transport } from "../../transport/mod.ts";
import { HealthMonitor } from "../../transport/health/mod.ts";
import { callBounds } from "../call_bounds.ts";
import { callEstimate } from "../call_estimate.ts";
import { CallSettings } from "./_call_settings.ts";
import type { Candidates } from "./_candidates.ts";
import { EndpointCaller, type EndpointCallerParts } from "./_endpoint_caller.ts";
import { EndpointFacts, type TapeDecide } from "./_endpoint_facts.ts";
import { PastCalls } from "./_past_calls.ts";
import { RegistryLedger, registryLedgerPath } from "./_registry_ledger.ts";
import { type RegistrySetup, registrySetup } from "./_registry_setup.ts";
import { RouteDecisions } from "./_route_decision.ts";
import { RoutePlanner } from "./_route_planner.ts";
import { Registry } from "./registry.ts";
import type { RegistryParts } from "./_registry_parts.ts";
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
 *   config: {
 *     providers: { box: { kind: "simulated", base_url: "http://box/v1" } },
 *     endpoints: [{ key: "me/mine@box", model: "simulated/steady" }],
 *   },
 *   fetch: (input, init) => simulated.handle(new Request(input, init)),
 *   env: () => undefined,
 *   offline: true,
 * });
 * const { endpoint, text } = await registry.complete({
 *   model: "me/mine",
 *   messages: [{ role: "user", content: "Hello" }],
 *   maxTokens: 5,
 * });
 * assertEquals([endpoint.key, text.split(" ").length > 0], ["me/mine@box", true]);
 * ```
 */
export async function openRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { fetch = globalThis.fetch, mode = "replay", budgetUsd } = options;
  const isReplay = options.cassette !== undefined && mode === "replay";
  const setup = await registrySetup(options, { isReplay });
  const { clock, holder, candidates, keys, catalog, names, audit, plugins, policies } = setup;
  const files = await openFiles(options, { setup, isReplay });
  const { tape, ledger } = files;
  const decide = decideOf(tape);
  const health = new HealthMonitor({ clock });
  const emit = emitterOf([health.listener, ...(options.onEvent === undefined ? [] : [options.onEvent])]);
  const settings = new CallSettings(setup.instances);
  const transport = openTransport(settings, { clock, emit, budgetUsd });
  const remainingUsd = () => budgetUsd === undefined ? null : remainingOf(transport) ?? budgetUsd;
  const past = new PastCalls({
    ledger: isReplay ? null : ledger,
    health,
    transport,
    instances: setup.instances,
    clock,
  });
  const preferences = () => holder.current;
  const healthOf = (key: string) => health.health(key);
  const shared = { clock, candidates, keys, names };
  return new Registry({
    ...shared,
    holder,
    transport,
    health,
    emit,
    ledger,
    onOwnTries: quietly(options),
    remainingUsd,
    network: fetch,
    catalog: catalog.open,
    planner: new RoutePlanner({ ...shared, preferences, policies, healthOf, remainingUsd, ready: () => past.health() }),
    decisions: new RouteDecisions({
      decide: tape === null ? null : decide,
      facts: new EndpointFacts({ decide, settings }),
    }),
    caller: new EndpointCaller({
      transport,
      ready: () => past.all(),
      settings,
      candidates,
      keys: isReplay ? null : keys,
      audit,
      fetch: tape?.fetch ?? stampedFetch(fetch, clock),
      decide,
      plugins,
      boundsOf: boundsIn({ candidates, settings, clock, hasBudget: budgetUsd !== undefined }),
    }),
    async close() {
      audit.flush();
      try {
        await catalog.close();
      } finally {
        await files.close();
      }
    },
  });
}

/** Where a registry keeps what happens. */
interface Files {
  readonly tape: Tape | null;
  readonly ledger: RegistryLedger;
  close(): Promise<void>;
}

async function openFiles(
  options: RegistryOptions,
  { setup, isReplay }: { readonly setup: RegistrySetup; readonly isReplay: boolean },
): Promise<Files> {
  const ledger = new RegistryLedger(registryLedgerPath(options, { isReplay }), setup.clock);
  // A file that was named is to be one from the start.
  if (options.ledgerPath !== undefined) await ledger.ready();
  try {
    const tape = await openTape(options, setup);
    return {
      tape,
      ledger,
      async close() {
        try {
          await tape?.close();
        } finally {
          await ledger.close();
        }
      },
    };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

async function openTape(
  { cassette, mode, fetch, clock, allowLiveInCi, keepNetwork, ledgerPath }: RegistryOptions,
  { plugins, secrets }: RegistrySetup,
): Promise<Tape | null> {
  if (cassette === undefined) return null;
  return await openCassette(cassette, {
    lenses: providerLenses(plugins),
    secrets,
    ...(mode === undefined ? {} : { mode }),
    ...(clock === undefined ? {} : { clock }),
    ...(fetch === undefined ? {} : { fetch: fetch as typeof globalThis.fetch }),
    ...(allowLiveInCi === undefined ? {} : { allowLiveInCi }),
    keepNetwork: keepNetwork ?? (typeof ledgerPath === "string" && isPostgresUrl(ledgerPath)),
  });
}

/** Decisions go onto the tape; without one they are made anew each time. */
function decideOf(tape: Tape | null): TapeDecide {
  return tape === null ? (_scope, _name, make) => make() : (scope, name, make) => tape.decide(scope, name, make);
}

function openTransport(
  settings: CallSettings,
  { clock, emit, budgetUsd }: {
    readonly clock: Clock;
    readonly emit: CallListener;
    readonly budgetUsd: string | undefined;
  },
): Transport {
  return new Transport({
    clock,
    onEvent: emit,
    readLimits: readRateLimits,
    settings: (endpoint) => settings.of(endpoint),
    ...(budgetUsd === undefined ? {} : { budget: { id: BUDGET, usd: budgetUsd } }),
  });
}

/** The most that a call may cost, by what is known of its endpoint now, where anything limits money. */
function boundsIn({ candidates, settings, clock, hasBudget }: {
  readonly candidates: Candidates;
  readonly settings: CallSettings;
  readonly clock: Clock;
  readonly hasBudget: boolean;
}): EndpointCallerParts["boundsOf"] {
  return (request, endpoint) => {
    const { limits, timeouts: { totalMs = null } } = settings.of(endpoint);
    if (!hasBudget && !isMoneyLimited(limits)) return {};
    const record = candidates.recordOf(endpoint.key);
    // A limit lets calls go that are priced by halves, a budget must not.
    const bounds = hasBudget ? callBounds : callEstimate;
    const { usd } = bounds(request, { endpoint, record, at: clock.date().toISOString(), totalMs });
    return { usd };
  };
}

function remainingOf(transport: Transport): string | null {
  const scope = transport.status().limits.find((one) => one.scope === BUDGET);
  const left = scope?.limits.find(({ limit }) => limit === "budgetUsd")?.remaining;
  return left === undefined || left === null ? null : String(left);
}

/** Whoever only listens must not keep anything from being kept. */
function quietly({ onOwnTries }: Pick<RegistryOptions, "onOwnTries">): RegistryParts["onOwnTries"] {
  return (tries) => {
    try {
      onOwnTries?.(tries);
    } catch {
      // The rows are what counts.
    }
  };
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
