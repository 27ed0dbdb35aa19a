import type { PlainFetch } from "../../../src/base/mod.ts";
import { createSimulated, type Simulated, type SimulatedEndpoint } from "../../../src/provider/simulated/mod.ts";
import { openRegistry, type Registry, type RegistryOptions } from "../../../src/routing/mod.ts";

/** Servers that answer by laws, each under its own host. */
export function network(servers: { readonly [host: string]: Simulated }): PlainFetch {
  return (input, init) => {
    const request = new Request(input, init);
    const server = servers[new URL(request.url).hostname];
    return server === undefined
      ? Promise.reject(new TypeError("fetch failed", { cause: new Error("There is no such host") }))
      : server.handle(request);
  };
}

/** A network where nothing answers. */
export const noNetwork: PlainFetch = () => Promise.reject(new Error("This call must not go live"));

/** A server with one endpoint that answers at once, and is otherwise as given. */
export function server(endpoint: Partial<SimulatedEndpoint> = {}): Simulated {
  return createSimulated({ endpoints: [{ model: "simulated/quick", answer: { textTokens: 8 }, ...endpoint }] });
}

/** A registry without keys, files or a network of its own. */
export function open(options: RegistryOptions = {}): Promise<Registry> {
  return openRegistry({
    config: false,
    env: () => undefined,
    fetch: noNetwork,
    allowLiveInCi: true,
    keepNetwork: true,
    ...options,
  });
}
