import { type PlainFetch, Secret, systemClock } from "../base/mod.ts";
import {
  Catalog,
  type CatalogOptions,
  catalogPath,
  embeddedFacts,
  openCatalogStore,
  openrouterEndpoints,
  readModelPage,
} from "../catalog/mod.ts";
import { formatOf, providerRows } from "../provider/mod.ts";
import type { Credential, ProviderAdapter } from "../spec/mod.ts";
import { withTimeout } from "../transport/mod.ts";

/** Options of {@linkcode openCatalog}. Whatever is absent is as it is for real. */
export interface OpenCatalogOptions extends Partial<Omit<CatalogOptions, "store" | "owner" | "fetch">> {
  /** The SQLite file, or `:memory:`; where {@linkcode catalogPath} says unless given. */
  readonly store?: string;
  /** Makes the calls: a tape's `fetch`, too. */
  readonly fetch?: PlainFetch;
  /** Looks environment variables up: keys and the place of the file. The process's own, as far as it may, unless given. */
  readonly env?: (name: string) => string | undefined;
  /** For one call to be answered whole; 30 s unless given. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/**
 * Open the catalog: the table of providers, the readers of their lists, the facts that ship, the keys of the environment
 * and a store, put together. Close it when it is no longer used.
 *
 * Nothing is fetched before it is asked for, and nothing at all where `offline` is set or the process may not use the
 * network: answers are then of the tiers `cache`, `embedded` or `stale`. Keys go into headers only.
 *
 * @throws {UserError} when the store was written by a newer Tapedeck or cannot be opened.
 *
 * @example What is known of a model, without a network
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openCatalog } from "@tapedeck/tapedeck";
 *
 * using catalog = await openCatalog({ store: ":memory:", offline: true });
 * const resolution = await catalog.model("anthropic/claude-haiku-4.5");
 * assertEquals(resolution.kind, "found");
 * ```
 */
export async function openCatalog(options: OpenCatalogOptions = {}): Promise<Catalog> {
  const { store: path, fetch = globalThis.fetch, env = permittedEnv, timeoutMs = TIMEOUT_MS, ...given } = options;
  const { clock = systemClock, onNotice } = given;
  const store = await openCatalogStore(path ?? catalogPath({ env }), {
    clock,
    onSetAside: ({ path, reason }) =>
      onNotice?.({
        code: "store_set_aside",
        provider: null,
        model: null,
        message: `The catalog's file was damaged (${reason}): it is ${path} now, and a fresh one has taken its place`,
      }),
  });
  return new Catalog({
    providers: providerRows,
    readPage: readModelPage,
    embedded: embeddedFacts(),
    endpointListings: { openrouter: openrouterEndpoints },
    secretOf: (provider) => secretOf(provider, env),
    headersOf,
    offline: isWithoutNetwork(),
    ...given,
    clock,
    fetch: withTimeout(fetch, { clock, totalMs: timeoutMs }),
    store,
    owner: crypto.randomUUID(),
  });
}

/** The first of a provider's variables that is set. */
function secretOf({ keyEnv }: ProviderAdapter, env: (name: string) => string | undefined): Credential | null {
  for (const name of keyEnv) {
    const value = env(name)?.trim();
    if (value) return new Secret(`env:${name}`, value);
  }
  return null;
}

function headersOf(provider: ProviderAdapter, credential: Credential | null): { readonly [name: string]: string } {
  const { auth, headers = {}, client } = provider;
  if (credential === null) return headers;
  if (auth !== null) return { ...headers, [auth.header]: auth.prefix + credential.reveal() };
  // Servers of one's own need no key, but may be set to ask for one.
  return client === undefined ? { ...headers, ...formatOf(provider).authorize(credential.reveal()) } : headers;
}

/** A variable of the process, where it may be read: nobody is asked. */
function permittedEnv(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

function isWithoutNetwork(): boolean {
  return Deno.permissions.querySync({ name: "net" }).state === "denied";
}
