import type { LimitSettings, ProviderAdapter, TransportSettings } from "../../spec/mod.ts";
import { defaultTransportSettings } from "../../transport/mod.ts";
import type { ProviderConfig } from "./registry_config.ts";

/**
 * How calls travel to a provider: as its section says, then by the limits of its row, then as by default. Limits of the
 * row are those of a new account of that provider, and say nothing of a server elsewhere.
 */
export function transportSettingsOf(kind: ProviderAdapter | null, given: ProviderConfig = {}): TransportSettings {
  const { retry, timeouts, breaker } = defaultTransportSettings;
  const row: LimitSettings = given.base_url === undefined ? kind?.limits ?? {} : {};
  return {
    limits: { ...row, ...camel(given.limits) },
    retry: { ...retry, ...camel(given.retry) },
    timeouts: { ...timeouts, ...camel(given.timeouts) },
    breaker: { ...breaker, ...camel(given.breaker) },
  };
}

/** The names of a file in ours, what is not given left out. */
function camel(table: object = {}): { [name: string]: never } {
  const given = Object.entries(table).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name.replace(/_(\w)/g, (_, c) => c.toUpperCase()), value]),
  ) as {
    [name: string]: never;
  };
}
