import { UserError } from "../base/mod.ts";
import type { WireLens } from "../spec/mod.ts";

/** Where the requests under a name of the proxy go. */
export interface ProxyUpstream {
  /** The first part of the path at the proxy: `openai`. */
  readonly name: string;
  /** Without a trailing slash: `https://api.openai.com`, `http://127.0.0.1:8091/v1`. */
  readonly baseUrl: string;
  /** Whether the name stands in the keys of the tape in place of the base URL, as an endpoint's does. */
  readonly isEndpoint: boolean;
}

/** Upstreams by name. */
export type ProxyUpstreams = ReadonlyMap<string, ProxyUpstream>;

/** A name is the first part of a path and stands in keys between braces. */
const NAME = /^[a-z0-9][\w.@:+/-]*$/i;

/**
 * The upstreams of a proxy: each provider that has an origin of its own, and those that are `given` as a base URL by
 * name, which win. A provider's requests are keyed by its own URL, as those of a client in the same process are; a given
 * name stands in the key in place of its base URL, as with `openCassette(path, { endpoints: given })`.
 *
 * @throws {UserError} with exit code 2 when a name cannot stand in a path, or a base URL is none.
 *
 * @example A provider, and a server of one's own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { proxyUpstreams } from "@tapedeck/tapedeck";
 *
 * const upstreams = proxyUpstreams({ local: "http://127.0.0.1:8091/v1/" });
 * assertEquals(upstreams.get("local")?.baseUrl, "http://127.0.0.1:8091/v1");
 * ```
 */
export function proxyUpstreams(
  given: { readonly [name: string]: string },
  lenses: readonly Pick<WireLens, "provider" | "origin">[] = [],
): ProxyUpstreams {
  const upstreams = new Map<string, ProxyUpstream>();
  for (const { provider, origin } of lenses) {
    if (origin !== null) upstreams.set(provider, { name: provider, baseUrl: origin, isEndpoint: false });
  }
  for (const [name, url] of Object.entries(given)) {
    if (!NAME.test(name)) {
      throw wrongUpstream(`${name}=${url}`, "the name must be letters, digits and any of . _ @ : + / -");
    }
    upstreams.set(name, { name, baseUrl: baseOf(name, url), isEndpoint: true });
  }
  return upstreams;
}

function baseOf(name: string, text: string): string {
  const wrong = (reason: string) => wrongUpstream(`${name}=${text}`, reason);
  if (!URL.canParse(text)) throw wrong("the base URL is no URL");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw wrong("the base URL must begin with http: or https:");
  }
  // The value is not shown: it is a credential.
  if (url.username !== "" || url.password !== "") {
    throw wrongUpstream(
      `${name}=${url.protocol}//…@${url.host}`,
      "a base URL has no user or password: clients send their own",
    );
  }
  if (url.search !== "" || url.hash !== "") throw wrong("a base URL has no query and no fragment");
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function wrongUpstream(value: string, reason: string): UserError {
  return new UserError(`Cannot add the upstream as ${reason}: current value is "${value}"`, { exitCode: 2 });
}
