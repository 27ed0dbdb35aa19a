import { CAPABILITY_WORDS } from "../../base/mod.ts";
import { type EndpointConfig, FileProblems, type Preferences, readPrice, tomlLines } from "../../config/mod.ts";
import { parseEndpointKey } from "../../catalog/mod.ts";
import { findProvider } from "../../provider/mod.ts";
import type { Capabilities, EndpointRecord, Price } from "../../spec/mod.ts";
import { defaultTransportSettings } from "../../transport/mod.ts";
import { endpointAt, type KnownEndpoint } from "./_known_endpoint.ts";
import type { InstanceSources } from "./_instances.ts";
import type { ProviderInstance } from "./_provider_instance.ts";

/** The endpoints that the user has declared. `since` dates what is known of them. */
export function customEndpoints(
  sources: InstanceSources & { readonly instances: readonly ProviderInstance[] },
  since: string,
): KnownEndpoint[] {
  return (sources.preferences.config.endpoints ?? []).map((given) => customEndpoint(given, sources, since));
}

/** One of them. */
export function customEndpoint(
  given: EndpointConfig,
  sources: InstanceSources & { readonly instances: readonly ProviderInstance[] },
  since: string,
): KnownEndpoint {
  const { model, provider: name, tag } = parseEndpointKey(given.key)!;
  const provider = sources.preferences.providerName(name);
  const instance = instanceOf(given, { ...sources, name: provider });
  const price = priceOf(given);
  const endpoint = endpointAt(instance, {
    model,
    ...(tag === null ? {} : { tag }),
    ...(given.model === undefined ? {} : { wireModel: given.model }),
    ...(price === null ? {} : { price, priceOrigin: { source: "user", asOf: null } }),
  });
  const record: EndpointRecord = {
    key: endpoint.key,
    model,
    provider,
    servedBy: provider,
    tag,
    wireModel: endpoint.wireModel,
    quantization: given.quantization ?? null,
    contextTokens: given.context_tokens ?? null,
    maxInputTokens: null,
    maxOutputTokens: given.max_output_tokens ?? null,
    parameters: null,
    capabilities: capabilitiesOf(given),
    price,
    status: null,
    uptime: { last5m: null, last30m: null, last1d: null },
    ttftMs: null,
    outputTps: null,
    extra: {},
    fetchedAt: since,
    tier: "config",
  };
  return { endpoint, record, instance };
}

/** The provider of an endpoint, with what the endpoint says otherwise. One of no known name is a server of one's own. */
function instanceOf(
  { base_url: baseUrl, wire, credential }: EndpointConfig,
  { instances, name, preferences }: {
    readonly instances: readonly ProviderInstance[];
    readonly name: string;
    readonly preferences: Preferences;
  },
): ProviderInstance {
  const known = instances.find((one) => one.name === name);
  const instance = known ?? ownServer(name, preferences);
  return {
    ...instance,
    baseUrl: baseUrl?.replace(/\/+$/, "") ?? instance.baseUrl,
    wire: wire ?? instance.wire,
    keyed: {
      ...instance.keyed,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(credential === undefined ? {} : { credential, needsKey: true }),
    },
  };
}

function ownServer(name: string, preferences: Preferences): ProviderInstance {
  const kind = findProvider("openai-compatible");
  const setup = preferences.provider(name, { row: kind, defaults: defaultTransportSettings });
  const keyed = { name, kind: kind.key, origin: null, keyEnv: [], needsKey: false };
  return { ...setup, name, kind, keyed };
}

/** What is declared can be done, and nothing else; where nothing is declared, nobody knows. */
function capabilitiesOf({ capabilities }: EndpointConfig): Capabilities {
  const facts = [...CAPABILITY_WORDS].map(([word, name]) =>
    [
      name,
      capabilities === undefined ? "uncertain" : (capabilities as readonly string[]).includes(word) ? "yes" : "no",
    ] as const
  );
  return Object.fromEntries(facts) as Capabilities;
}

/** What was read from a file has been looked at there. */
function priceOf({ key, price }: EndpointConfig): Price | null {
  const problems = new FileProblems(key, tomlLines(""), "configuration");
  const read = readPrice(price, ["price"], problems);
  problems.throwIfAny();
  return read;
}
