import { formatOf, wireFormat } from "../../provider/mod.ts";
import type { CallNote, ChatClient, ChatRequest, Endpoint, NotedFetch, WireFormat } from "../../spec/mod.ts";
import type { CallAmounts, ExchangeResult, Transport } from "../../transport/mod.ts";
import { costOfTry } from "./_call_route.ts";
import type { CallOptions } from "./call_options.ts";
import type { Decide } from "./_endpoint_facts.ts";
import type { ProviderInstance } from "./_provider_instance.ts";

/** What endpoints are called through. */
export interface EndpointCallerParts {
  readonly transport: Transport;
  /** The tape's, or the network's. */
  readonly fetch: NotedFetch;
  readonly decide: Decide;
  readonly instances: readonly ProviderInstance[];
  /** The most that a call may use, where a budget must not be exceeded; `null`: there is none. */
  readonly boundsOf: ((request: ChatRequest, endpoint: Endpoint) => Partial<CallAmounts>) | null;
}

/** The part of a call that is known to its route. */
export interface EndpointCall extends CallOptions {
  readonly scope: string;
  /** How many tries endpoints before had. */
  readonly triesBefore: number;
  /** Whether no other endpoint is asked after it. */
  readonly isLast: boolean;
}

/** Makes the call of one endpoint, with all its tries, each under a scope of its own on the tape. */
export class EndpointCaller {
  readonly #parts: EndpointCallerParts;

  constructor(parts: EndpointCallerParts) {
    this.#parts = parts;
  }

  call(request: ChatRequest, endpoint: Endpoint, options: EndpointCall): Promise<readonly ExchangeResult[]> {
    const { transport, fetch, decide, boundsOf } = this.#parts;
    const { scope, triesBefore, run, signal, lane = "interactive", isLast } = options;
    const estimate = boundsOf?.(request, endpoint);
    return transport.call(request, endpoint, {
      wire: this.#wireOf(endpoint),
      fetch,
      seed: `${scope}/${endpoint.key}`,
      lane,
      // Who can ask another does not wait for one that is not well.
      whenOpen: isLast ? "wait" : "refuse",
      decide: (name, make) => decide(scope, name, () => Promise.resolve(make())),
      price: (result) => costOfTry(result, { endpoint, request }),
      note: ({ number }): CallNote => ({
        scope: `${scope}/${triesBefore + number}`,
        endpoint: endpoint.key,
        ...(run === undefined ? {} : { run }),
        caller: { try: triesBefore + number },
      }),
      ...(signal === undefined ? {} : { signal }),
      ...(estimate === undefined ? {} : { estimate }),
    });
  }

  #wireOf({ provider, kind = provider, wire }: Endpoint): WireFormat | ChatClient {
    const adapter = this.#parts.instances.find((one) => one.kind.key === kind)?.kind;
    if (adapter === undefined) return wireFormat(wire);
    return wire === adapter.wire && adapter.client !== undefined ? adapter.client : formatOf(adapter, wire);
  }
}
