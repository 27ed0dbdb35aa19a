import { UserError } from "../base/mod.ts";

/**
 * Puts an endpoint's own name in place of its base URL, so that neither a port nor a mirror is part of a recording:
 * `http://127.0.0.1:8091/v1/chat/completions` becomes `{smollm2@llama-cpp/q4_1}/chat/completions`.
 * An origin without a name stays as it is.
 */
export class EndpointNames {
  readonly #byUrl: readonly (readonly [baseUrl: string, name: string])[];

  constructor(baseUrls: { readonly [name: string]: string }) {
    this.#byUrl = Object.entries(baseUrls)
      .map(([name, url]) => [url.replace(/\/+$/, ""), name] as const)
      .sort(([a], [b]) => b.length - a.length);
  }

  /**
   * The URL with the name in place of the base, and the name (`undefined` where the origin has none). Several endpoints
   * may share one base URL when the caller says which one it means (`wanted`).
   *
   * @throws {UserError} when the base URL has several names and the caller does not say which, as their recordings would
   * be mixed up.
   */
  named(url: string, wanted?: string): { url: string; name: string | undefined } {
    let found: readonly [baseUrl: string, name: string] | undefined;
    for (const entry of this.#byUrl) {
      const [base, name] = entry;
      if (!isBelow(url, base)) continue;
      if (name === wanted) return { url: `{${name}}${url.slice(base.length)}`, name };
      if (found !== undefined && found[0] === base && wanted === undefined) {
        throw new UserError(
          `Cannot name the endpoint as "${
            found[1]
          }" and "${name}" have the same base URL and the call does not say which ` +
            `it means: current value is "${base}"`,
        );
      }
      found ??= entry;
    }
    if (found === undefined) return { url, name: undefined };
    return { url: `{${found[1]}}${url.slice(found[0].length)}`, name: found[1] };
  }
}

function isBelow(url: string, base: string): boolean {
  if (!url.startsWith(base)) return false;
  const next = url[base.length];
  return next === undefined || next === "/" || next === "?";
}
