import type { Endpoint, EndpointRouting, JsonObject, JsonValue } from "../spec/mod.ts";
import type { UnsupportedFields } from "./_unsupported.ts";

const ROUTER = "openrouter";

/** The router's name of each of our settings, where it is one value. */
const NAMES: readonly (readonly [name: keyof EndpointRouting, wire: string])[] = [
  ["order", "order"],
  ["only", "only"],
  ["ignore", "ignore"],
  ["allowFallbacks", "allow_fallbacks"],
  ["requireParameters", "require_parameters"],
  ["quantizations", "quantizations"],
  ["sort", "sort"],
  ["dataCollection", "data_collection"],
  ["zeroDataRetention", "zdr"],
];

/** What a tag in the key decides, whatever `routing` says of it. */
const DECIDED: ReadonlySet<string> = new Set(["only", "order", "allow_fallbacks"]);

/**
 * OpenRouter's `provider` object: an endpoint whose key has a tag is served by that one and no other, and by nobody
 * where it cannot be; what else its `routing` says comes on top. What would send the call elsewhere is left out with a
 * warning.
 */
export function routingToWire(endpoint: Endpoint, unsupported: UnsupportedFields): JsonObject {
  const { key, provider, kind = provider, routing } = endpoint;
  if (kind !== ROUTER) {
    if (routing !== undefined) unsupported.add("routing", "the provider is no router");
    return {};
  }
  const tag = tagOf(key, provider);
  const pin: JsonObject = tag === null ? {} : { only: [tag], allow_fallbacks: false };
  const asked: [string, JsonValue][] = [];
  for (const [name, wire] of NAMES) {
    const value = routing?.[name] as JsonValue | undefined;
    if (value !== undefined) asked.push([wire, value]);
  }
  if (routing?.maxPrice !== undefined) asked.push(["max_price", { ...routing.maxPrice } as JsonObject]);
  asked.push(...Object.entries(routing?.extra ?? {}));
  const sent = tag === null ? asked : asked.filter(([name, value]) => {
    if (!DECIDED.has(name)) return true;
    if (!agrees(value, tag)) unsupported.add(name, `the endpoint's key names ${tag} alone`);
    return false;
  });
  const fields = { ...pin, ...Object.fromEntries(sent) };
  return Object.keys(fields).length === 0 ? {} : { provider: fields };
}

/** Whether it asks for what the tag alone gives anyway. */
function agrees(value: JsonValue, tag: string): boolean {
  return value === false || (Array.isArray(value) && value.length === 1 && value[0] === tag);
}

/** `deepinfra/fp8` of `meta-llama/llama-3.1-8b-instruct@openrouter/deepinfra/fp8`; `null` where none stands there. */
function tagOf(key: string, provider: string): string | null {
  const mark = `@${provider}/`;
  const at = key.indexOf(mark);
  return at < 0 || at + mark.length === key.length ? null : key.slice(at + mark.length);
}
