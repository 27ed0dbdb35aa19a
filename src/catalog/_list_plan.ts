import { credentialHash } from "../base/mod.ts";
import type { Credential, ModelRecord, ProviderAdapter } from "../spec/mod.ts";
import type { CatalogOptions } from "./catalog_options.ts";
import { type ListPage, ListProblem, type ListProblemCode, type ListRequest } from "./lists/mod.ts";
import type { ListPlace, ProviderOverride } from "./store/mod.ts";

/** What is to be known of a list before it is asked for. */
export interface ListPlan {
  /** Which list. */
  readonly place: ListPlace;
  /** Where it is; `null`: nowhere that is known. */
  readonly url: string | null;
  /** How long it is fresh; `null`: there is none. */
  readonly lifetimeMs: number | null;
  /**
   * The hash of the key that it is fetched with, empty without one; `null`: it needs one and there is none, so that any
   * list that is known will do.
   */
  readonly credential: string | null;
  /** How it is fetched, or why it cannot be. */
  readonly way: ListRequest | ListProblem;
}

type Parts = Pick<CatalogOptions, "readPage" | "endpointListings" | "secretOf" | "headersOf" | "switchedOff">;

/** How a provider's list of models is fetched, and how long it is fresh. */
export function planModels(provider: ProviderAdapter, override: ProviderOverride, parts: Parts): ListPlan {
  const place = { provider: provider.key, model: null };
  const { models } = provider;
  if (models === null) return without(place, "lists_none", "it has no list of models");
  const { read } = models;
  return planned(provider, override, {
    place,
    parts,
    path: models.url,
    query: models.query ?? {},
    needsKey: models.needsKey,
    lifetimeMs: override.lifetimeMs ?? models.lifetimeMs,
    // Servers of one's own may really have lost all of their models.
    gate: provider.origin === null ? "none" : "half",
    read: (page, facts): ListPage => {
      const { models, skipped, next } = typeof read === "string"
        ? parts.readPage(read, page, facts)
        : read(page, facts);
      return { rows: models, skipped: skipped.length, next };
    },
  });
}

/** How a router's list of a model's endpoints is fetched, and how long it is fresh. */
export function planEndpoints(
  provider: ProviderAdapter,
  override: ProviderOverride,
  { model, parts }: { readonly model: ModelRecord; readonly parts: Parts },
): ListPlan {
  const place = { provider: provider.key, model: model.key };
  const listing = parts.endpointListings[provider.key];
  if (listing === undefined) return without(place, "lists_none", "it has no list of endpoints");
  return planned(provider, override, {
    place,
    parts,
    path: listing.url(model),
    query: {},
    needsKey: false,
    lifetimeMs: override.endpointsLifetimeMs ?? listing.lifetimeMs,
    gate: "empty",
    read: (page, facts): ListPage => {
      const { endpoints, skipped } = listing.read(page, facts);
      return { rows: endpoints, skipped: skipped.length, next: null };
    },
  });
}

/** What has a provider otherwise, on the command line. */
const SET = "tapedeck catalog override";

interface Listing extends Pick<ListRequest, "place" | "query" | "gate" | "read"> {
  readonly path: string;
  readonly needsKey: boolean;
  readonly lifetimeMs: number;
  readonly parts: Parts;
}

function planned(provider: ProviderAdapter, override: ProviderOverride, listing: Listing): ListPlan {
  const { place, parts, lifetimeMs } = listing;
  const url = listUrl(provider, override, listing.path);
  const credential = parts.secretOf(provider);
  const plan = { place, url, lifetimeMs, credential: keyOf(credential) ?? (listing.needsKey ? null : "") };
  const no = (code: ListProblemCode, reason: string) => ({ ...plan, way: new ListProblem({ ...place, code, reason }) });
  if (parts.switchedOff?.has(place.provider)) {
    return no("disabled", `it is switched off (enabled = false under [providers.${place.provider}])`);
  }
  if (override.enabled === false) return no("disabled", `it is disabled (\`${SET} ${place.provider} --enable\`)`);
  if (url === null) {
    return no("no_server", `nobody has said where its server is (\`${SET} ${place.provider} --base-url URL\`)`);
  }
  if (listing.needsKey && credential === null) {
    const names = provider.keyEnv.join(" or ");
    // The name comes first, as a narrow table cuts the end.
    return no(
      "key_missing",
      names === ""
        ? "it needs a key, and none is at hand (`tapedeck credential list` tells why)"
        : `${names} is not set, and it needs a key`,
    );
  }
  const headers = parts.headersOf(provider, credential);
  const { query, gate, read } = listing;
  return { ...plan, way: { place, url, query, gate, read, headers, credential } };
}

function keyOf(credential: Credential | null): string | null {
  return credential === null ? null : credentialHash(credential);
}

/** Where a list is: behind the base URL, which the user may have set, or where its own row says. */
function listUrl(provider: ProviderAdapter, { baseUrl }: ProviderOverride, path: string): string | null {
  const origin = provider.origin ?? provider.defaultOrigin ?? null;
  if (path.startsWith("/")) {
    const base = baseUrl ?? (origin === null ? null : origin + provider.basePath);
    return base === null ? null : new URL(base + path).href;
  }
  // A key is not sent to where the user's own requests do not go.
  const moved = baseUrl !== undefined && origin !== null && path.startsWith(`${origin}/`);
  return moved ? new URL(baseUrl).origin + path.slice(origin.length) : path;
}

function without(place: ListPlace, code: ListProblemCode, reason: string): ListPlan {
  return { place, url: null, lifetimeMs: null, credential: null, way: new ListProblem({ ...place, code, reason }) };
}
