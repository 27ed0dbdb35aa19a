import { formatOf, wireFormat } from "../provider/mod.ts";
import type { ChatClient, Endpoint, ProviderAdapter, WireFormat } from "../spec/mod.ts";

/** Who speaks to an endpoint: a wire format of ours, or what its provider brings along. */
export type WireOf = (endpoint: Pick<Endpoint, "provider" | "kind" | "wire">) => WireFormat | ChatClient;

/** Looks up who speaks to an endpoint, with `plugins` beside the providers of the table. */
export function wireOf(plugins: readonly ProviderAdapter[]): WireOf {
  return ({ provider, kind = provider, wire }) => {
    const plugin = plugins.find(({ key }) => key === kind);
    if (plugin === undefined) return wireFormat(wire);
    return wire === plugin.wire && plugin.client !== undefined ? plugin.client : formatOf(plugin, wire);
  };
}
