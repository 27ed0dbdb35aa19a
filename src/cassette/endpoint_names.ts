import { UserError } from "../base/mod.ts";

/**
 * Puts an endpoint's own name in place of its base URL, so that neither a port nor a mirror is part of a recording:
 * `http://127.0.0.1:8091/v1/chat/completions` becomes `{smollm2@llama-cpp/q4_1}/chat/completions`.
 * An origin without a name stays as it is, and so does every URL of an endpoint whose base URL is empty.
 */
export class EndpointNames {
  readonly #byUrl: readonly (readonly [baseUrl: string, name: string])[];
  /** Endpoints whose requests may go anywhere. */
  readonly #nowhere: ReadonlySet<string>;

  /** @throws {UserError} when a base URL is no URL. */
  constructor(baseUrls: { readonly [name: string]: string }) {
    const all = Object.entries(baseUrls);
    this.#nowhere = new Set(all.filter(([, url]) => url === "").map(([name]) => name));
    this.#byUrl = all.filter(([, url]) => url !== "")
      .map(([name, url]) => [normalBase(name, url), name] as const)
      .sort(([a], [b]) => b.length - a.length);
  }

  /**
   * The URL with the name in place of the base, and the name (`undefined` where the origin has none). The URL is as
   * `new URL(…).href` writes it, without user and password. Several endpoints may share one base URL when the caller
   * says which one it means (`wanted`).
   *
   * @throws {UserError} when the base URL has several names and the caller does not say which, as their recordings would
   * be mixed up.
   */
  named(url: string, wanted?: string): { url: string; name: string | undefined } {
    if (wanted !== undefined && this.#nowhere.has(wanted)) return { url, name: wanted };
    const below = this.#byUrl.filter(([base]) => isBelow(url, base));
    const [first, second] = below;
    const meant = below.find(([, name]) => name === wanted);
    if (meant === undefined && second?.[0] === first?.[0] && second !== undefined) {
      throw new UserError(
        `Cannot name the endpoint as "${first[1]}" and "${
          second[1]
        }" have the same base URL and the call does not say ` +
          `which it means: current value is "${first[0]}"`,
      );
    }
    const [base, name] = meant ?? first ?? ["", undefined];
    return { url: name === undefined ? url : `{${name}}${url.slice(base.length)}`, name };
  }

  /** The URL that one with a name stands for; as it is, where it has no name or none that is known. */
  live(url: string): string {
    const found = this.#byUrl.find(([, name]) => url.startsWith(`{${name}}`));
    return found === undefined ? url : found[0] + url.slice(found[1].length + 2);
  }
}

/** A base URL as it begins a normal URL. Its query comes behind the path and is no part of the base. */
function normalBase(name: string, text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new UserError(`Cannot name the endpoint "${name}" as its base URL is no URL: current value is "${text}"`, {
      cause,
      exitCode: 2,
    });
  }
  return url.protocol + "//" + url.host + url.pathname.replace(/\/+$/, "");
}

function isBelow(url: string, base: string): boolean {
  if (!url.startsWith(base)) return false;
  const next = url[base.length];
  return next === undefined || next === "/" || next === "?";
}
