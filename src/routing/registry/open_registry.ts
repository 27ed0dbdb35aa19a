import { stampedFetch, systemClock } from "../../base/mod.ts";
import type { Tape } from "../../cassette/mod.ts";
import type { Catalog } from "../../catalog/mod.ts";
import { providerLenses, wireFormat } from "../../provider/mod.ts";
import { openCassette } from "../../recording/mod.ts";
import type { Clock, Credential, NotedFetch } from "../../spec/mod.ts";
import { callWithRetry, exchange, fullJitter, waitBeforeLive } from "../../transport/mod.ts";
import { seededRandom } from "../../base/mod.ts";
import { openCatalog } from "../open_catalog.ts";
import { embeddedFacts } from "../_embedded_facts.ts";
import { instanceFacts, instanceRows } from "./_instance_catalog.ts";
import { providerInstances } from "./_instances.ts";
import type { Decide } from "./_endpoint_facts.ts";
import { Registry } from "./registry.ts";
import type { RegistryOptions } from "./registry_options.ts";
import type { RegistryParts } from "./_registry_parts.ts";
import { RouteDecisions } from "./_route_decision.ts";
import { RoutePlanner } from "./_route_planner.ts";

const MAX_TRIES = 3;

/**
 * Open a registry: the providers that the user can call, with catalog, tape and ledger, behind one door. Close it, or use
 * it with `await using`.
 *
 * @throws {UserError} when tape or ledger cannot be opened.
 */
export async function openRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { clock = systemClock, env = permittedEnv, plugins = [], fetch = globalThis.fetch } = options;
  const instances = providerInstances({ env, plugins, config: options.config ?? {} });
  const secrets = instances.flatMap(({ credential }) => credential === null ? [] : [credential]);
  const tape = await openTape(options, { clock, secrets });
  const network: NotedFetch = tape?.fetch ?? stampedFetch(fetch, clock);
  let catalog: Promise<Catalog> | null = null;
  const sources = async () => ({
    catalog: await (catalog ??= options.catalog === undefined
      ? openCatalog({
        env,
        fetch,
        clock,
        providers: instanceRows(instances),
        embedded: instanceFacts(embeddedFacts(), instances),
        secretOf: ({ key }) => instances.find(({ name }) => name === key)?.credential ?? null,
        ...(options.offline ? { offline: true } : {}),
      })
      : Promise.resolve(options.catalog)),
    instances,
    custom: [],
  });
  const parts: RegistryParts = {
    planner: new RoutePlanner({ sources, clock }),
    decisions: new RouteDecisions({
      mode: tape?.mode ?? "passthrough",
      decide: decideOf(tape),
      credentialOf: ({ provider }) => instances.find(({ name }) => name === provider)?.credential ?? null,
    }),
    call: (request, endpoint, { scope, triesBefore, signal, run }) =>
      callWithRetry(({ number, waitMs }) => {
        const note = {
          scope: `${scope}/${triesBefore + number}`,
          endpoint: endpoint.key,
          caller: { try: triesBefore + number },
          ...(run === undefined ? {} : { run }),
        };
        waitBeforeLive(note, { waitMs, clock });
        const wire = wireFormat(endpoint.wire);
        return exchange(request, endpoint, { wire, fetch: network, note, ...(signal && { signal }) });
      }, { maxTries: MAX_TRIES, backoff: fullJitter(), random: seededRandom(scope), ...(signal && { signal }) }),
    maxFallbacks: 2,
    async close() {
      await tape?.close();
      if (options.catalog === undefined) (await catalog)?.close();
    },
  };
  return new Registry(parts);
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

/** A variable of the process, where it may be read: nobody is asked. */
function permittedEnv(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
