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

/**
 * OpenRouter's `provider` object: an endpoint whose key has a tag is served by that one and no other, and by nobody
 * where it cannot be; what else its `routing` says comes on top.
 */
export function routingToWire(endpoint: Endpoint, unsupported: UnsupportedFields): JsonObject {
  const { key, provider, routing } = endpoint;
  if (provider !== ROUTER) {
    if (routing !== undefined) unsupported.add("routing", "the provider is no router");
    return {};
  }
  const tag = tagOf(key);
  const fields: [string, JsonValue][] = tag === null ? [] : [["only", [tag]], ["allow_fallbacks", false]];
  for (const [name, wire] of NAMES) {
    const value = routing?.[name] as JsonValue | undefined;
    if (value === undefined) continue;
    if (name === "only" && tag !== null) unsupported.add("only", `the endpoint's key names ${tag} alone`);
    else fields.push([wire, value]);
  }
  if (routing?.maxPrice !== undefined) fields.push(["max_price", { ...routing.maxPrice } as JsonObject]);
  fields.push(...Object.entries(routing?.extra ?? {}));
  return fields.length === 0 ? {} : { provider: Object.fromEntries(fields) };
}

/** `deepinfra/fp8` of `meta-llama/llama-3.1-8b-instruct@openrouter/deepinfra/fp8`; `null` where none stands there. */
function tagOf(key: string): string | null {
  const mark = `@${ROUTER}/`;
  const at = key.indexOf(mark);
  return at < 0 || at + mark.length === key.length ? null : key.slice(at + mark.length);
}
