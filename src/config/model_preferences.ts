import { CAPABILITY_WORDS } from "../base/mod.ts";
import type { CapabilityName, EndpointKey, ModelKey, ProviderKey } from "../spec/mod.ts";
import type { ConfigFile } from "./config_file.ts";

/** What the user has said of a model's endpoints. */
export interface ModelPreferences {
  /** No other providers than these; absent: any. */
  readonly allow?: readonly ProviderKey[];
  /** None of these; absent: any. */
  readonly ban?: readonly ProviderKey[];
  /** No other endpoints than these; absent: any. */
  readonly endpoints?: readonly EndpointKey[];
  /** What an endpoint must be able to do. */
  readonly capabilities: readonly CapabilityName[];
  /** Request fields that it must take, in OpenAI's names. */
  readonly parameters: readonly string[];
}

/** What `[models."…"]` says of a model's endpoints, with the aliases of providers looked up. */
export function modelPreferences(model: ModelKey, { models, aliases }: ConfigFile): ModelPreferences {
  const { allow, ban, endpoints, require = [] } = models?.[model] ?? {};
  const names = aliases?.providers ?? {};
  const provider = (name: string) => Object.hasOwn(names, name) ? names[name] : name;
  return {
    ...(allow === undefined ? {} : { allow: allow.map(provider) }),
    ...(ban === undefined ? {} : { ban: ban.map(provider) }),
    ...(endpoints === undefined ? {} : {
      endpoints: endpoints.map((key) => key.replace(/@([^/]*)/, (_, name: string) => `@${provider(name)}`)),
    }),
    capabilities: require.flatMap((name) => CAPABILITY_WORDS.get(name) ?? []),
    parameters: require.filter((name) => !CAPABILITY_WORDS.has(name)),
  };
}
