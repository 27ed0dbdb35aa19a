import { BEARER } from "../../base/mod.ts";
import type { Credential, ProviderAdapter, ProviderAuth, ProviderKey } from "../../spec/mod.ts";

/** What a probe asks. */
export interface HealthTarget {
  /** The name that it is set up by. */
  readonly provider: ProviderKey;
  /** The whole URL; `null`: there is nothing that could be asked without tokens. */
  readonly url: string | null;
  /** Which of the two it answers. */
  readonly method: "GET" | "HEAD";
  /** Beside the key, under lower-case names. */
  readonly headers: { readonly [name: string]: string };
  /** How the key goes into the headers; `null`: none is sent. */
  readonly auth: ProviderAuth | null;
  /** `null`: there is none. */
  readonly credential: Credential | null;
  /** Whether it answers only with a key. */
  readonly needsKey: boolean;
  /** How long what a probe found is fresh: where probes go on, the next one comes then. As for all unless given. */
  readonly lifetimeMs?: number;
}

/** How an instance of a provider differs from its row. */
export interface HealthTargetOptions {
  /** The name that it is set up by; the row's key unless given. */
  readonly name?: ProviderKey;
  /** In place of the row's own, with the path. */
  readonly baseUrl?: string;
  /** `null`: there is none. */
  readonly credential: Credential | null;
  /** How long what a probe found is fresh; `null`, the default: as for all. */
  readonly lifetimeMs?: number | null;
}

/**
 * What to ask of a provider, by its row or its plugin. A key is sent where the row says that it is needed, and to servers
 * of one's own, which may be set to ask for one.
 */
export function healthTargetOf(adapter: ProviderAdapter, options: HealthTargetOptions): HealthTarget {
  const { health, auth, headers = {}, origin } = adapter;
  const needsKey = health?.needsKey ?? false;
  return {
    provider: options.name ?? adapter.key,
    url: urlOf(adapter, options.baseUrl),
    method: health?.method ?? "GET",
    headers,
    auth: needsKey ? auth : origin === null ? auth ?? BEARER : null,
    credential: options.credential,
    needsKey,
    ...(options.lifetimeMs === undefined || options.lifetimeMs === null ? {} : { lifetimeMs: options.lifetimeMs }),
  };
}

function urlOf({ health, origin, defaultOrigin, basePath }: ProviderAdapter, baseUrl?: string): string | null {
  if (health === null) return null;
  // A server of one's own is not asked at its author's address.
  if (/^https?:/i.test(health.url)) return baseUrl === undefined ? health.url : movedTo(baseUrl, health.url);
  const own = origin ?? defaultOrigin;
  const base = baseUrl?.replace(/\/+$/, "") ?? (own === undefined || own === null ? null : own + basePath);
  return base === null ? null : joined(base, health.url);
}

/** The path of a whole URL at another server. */
function movedTo(baseUrl: string, url: string): string {
  const { pathname, search } = new URL(url);
  return new URL(pathname + search, baseUrl).href;
}

/** A base URL may carry a query, as Azure's does, and a path may, as Gemini's does. */
function joined(base: string, path: string): string {
  const query = base.indexOf("?");
  if (query < 0) return base + path;
  return base.slice(0, query) + path + (path.includes("?") ? "&" : "?") + base.slice(query + 1);
}
