import type { EndpointKey, ModelKey, ProviderKey } from "../../spec/mod.ts";

/** An endpoint's key, taken apart. */
export interface EndpointKeyParts {
  /** `meta-llama/llama-3.1-8b-instruct` */
  readonly model: ModelKey;
  /** Whom the call is sent to: `openrouter`. */
  readonly provider: ProviderKey;
  /** What tells it from the provider's other endpoints of the model: `deepinfra/fp8`; `null`: nothing. */
  readonly tag: string | null;
}

/**
 * Take an endpoint's key apart: `model@provider[/tag]`. The last `@` counts, as some models have one in their names; what
 * has none, or nothing before or behind it, is no such key and gives `null`.
 *
 * @example An endpoint behind a router
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseEndpointKey } from "@tapedeck/tapedeck";
 *
 * assertEquals(parseEndpointKey("openai/gpt-4o@openrouter/azure"), {
 *   model: "openai/gpt-4o",
 *   provider: "openrouter",
 *   tag: "azure",
 * });
 * ```
 */
export function parseEndpointKey(text: string): EndpointKeyParts | null {
  const at = text.lastIndexOf("@");
  if (at <= 0 || /\s/.test(text)) return null;
  const place = text.slice(at + 1);
  const slash = place.indexOf("/");
  const provider = slash < 0 ? place : place.slice(0, slash);
  const tag = slash < 0 ? null : place.slice(slash + 1);
  return provider === "" || tag === "" ? null : { model: text.slice(0, at), provider, tag };
}

/** The key that parts make. */
export function printEndpointKey({ model, provider, tag }: EndpointKeyParts): EndpointKey {
  return `${model}@${provider}${tag === null ? "" : `/${tag}`}`;
}
