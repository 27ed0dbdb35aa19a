import { nearestName, Secret, UserError } from "../../base/mod.ts";
import type { CallerKey } from "../../catalog/mod.ts";
import type { KeyShape, ProviderAdapter } from "../../spec/mod.ts";

/** What stands before the provider's name in the header that has its key. */
const KEY_HEADER = "x-provider-key-";

const MOST_KEYS = 10;
const LEAST_CHARS = 8;
const MOST_CHARS = 512;
const VISIBLE = /^[\x21-\x7e]+$/;

/** The headers that keys may come in: those of providers that list models and take a key. */
export function keyHeaders(providers: readonly ProviderAdapter[]): string[] {
  return providers.filter(takesKey).map(({ key }) => headerOf(key));
}

/**
 * The keys that came with a request, in headers such as `x-provider-key-openai`. Nothing that is said of one that cannot
 * be right has the key in it.
 *
 * @throws {UserError} when there is no such provider, or what stands there can be none of its keys.
 */
export function callerKeys(headers: Headers, providers: readonly ProviderAdapter[]): CallerKey[] {
  const given = [...headers].filter(([name]) => name.startsWith(KEY_HEADER));
  if (given.length > MOST_KEYS) {
    throw wrong("the keys", `they must be at most ${MOST_KEYS}`, `${given.length} keys`);
  }
  return given.map(([header, value]) => {
    const provider = providerOf(header, providers);
    const problem = problemOf(value, provider, providers);
    if (problem !== null) throw wrong(header, problem, `${value.length} characters that are not shown`);
    return { provider: provider.key, credential: new Secret(`caller:${provider.key}`, value) };
  });
}

function takesKey({ models, auth }: ProviderAdapter): boolean {
  return models !== null && auth !== null;
}

function headerOf(provider: string): string {
  return `${KEY_HEADER}${provider}`.toLowerCase();
}

function providerOf(header: string, providers: readonly ProviderAdapter[]): ProviderAdapter {
  const name = header.slice(KEY_HEADER.length);
  const found = providers.find(({ key }) => headerOf(key) === header);
  if (found === undefined) {
    const nearest = nearestName(name, providers.filter(takesKey).map(({ key }) => key));
    const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
    throw wrong("the key", `there is no provider of the name in its header${hint}`, `"${header}"`);
  }
  if (!takesKey(found)) throw wrong(header, `${found.key} lists no models that a key is needed for`, "a key");
  return found;
}

/** Why a text can be no key of a provider; `null`: it can. */
function problemOf(value: string, provider: ProviderAdapter, providers: readonly ProviderAdapter[]): string | null {
  if (value.length < LEAST_CHARS || value.length > MOST_CHARS) {
    return `a key has ${LEAST_CHARS} to ${MOST_CHARS} characters`;
  }
  if (!VISIBLE.test(value)) return "a key has letters, digits and signs only, and no spaces";
  const { keyShapes } = provider;
  if (keyShapes.some((shape) => fits(value, shape))) return null;
  const other = providers.find((one) => one.keyShapes.some((shape) => fits(value, shape)));
  if (other !== undefined) return `it has the shape of a key of ${other.key}`;
  const begun = keyShapes.find(({ prefix }) => value.startsWith(prefix));
  // Providers bring new shapes: what has none of them may be one. What begins as theirs do and goes on otherwise is cut.
  return begun === undefined ? null : `it begins as keys of ${provider.key} do, and does not go on as they do`;
}

function fits(value: string, { pattern }: KeyShape): boolean {
  return new RegExp(`^(?:${pattern})$`).test(value);
}

function wrong(what: string, reason: string, value: string): UserError {
  return new UserError(`Cannot use ${what} as ${reason}: current value is ${value}`, { exitCode: 2 });
}
