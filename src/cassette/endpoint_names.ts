import { UserError } from "../base/mod.ts";

/**
 * Puts an endpoint's own name in place of its base URL, so that neither a port nor a mirror is part of a recording:
 * `http://127.0.0.1:8091/v1/chat/completions` becomes `{smollm2@llama-cpp/q4_1}/chat/completions`.
 * An origin without a name stays as it is.
 */
export class EndpointNames {
  readonly #byUrl: readonly (readonly [baseUrl: string, name: string])[];

  /** @throws {UserError} when two names share one base URL, as their recordings would be mixed up. */
  constructor(baseUrls: { readonly [name: string]: string }) {
    const entries = Object.entries(baseUrls).map(([name, url]) => [url.replace(/\/+$/, ""), name] as const);
    const seen = new Map<string, string>();
    for (const [url, name] of entries) {
      const other = seen.get(url);
      if (other !== undefined) {
        throw new UserError(
          `Cannot name the endpoints as "${other}" and "${name}" have the same base URL: current value is "${url}"`,
        );
      }
      seen.set(url, name);
    }
    this.#byUrl = entries.sort(([a], [b]) => b.length - a.length);
  }

  /** The URL with the name in place of the base, and the name (`undefined` where the origin has none). */
  named(url: string): { url: string; name: string | undefined } {
    for (const [base, name] of this.#byUrl) {
      if (!url.startsWith(base)) continue;
      const rest = url.slice(base.length);
      if (rest === "" || rest[0] === "/" || rest[0] === "?") return { url: `{${name}}${rest}`, name };
    }
    return { url, name: undefined };
  }
}
