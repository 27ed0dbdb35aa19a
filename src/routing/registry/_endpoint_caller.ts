import { UserError } from "../../base/mod.ts";
import type { CredentialAudit } from "../../config/mod.ts";
import { formatOf, wireFormat } from "../../provider/mod.ts";
import type {
  CallNote,
  ChatClient,
  ChatRequest,
  Endpoint,
  NotedFetch,
  ProviderAdapter,
  WireFormat,
} from "../../spec/mod.ts";
import type { CallAmounts, ExchangeResult, Transport } from "../../transport/mod.ts";
import { costOfTry } from "./_call_route.ts";
import type { CallTries } from "./_call_tries.ts";
import type { CallSettings } from "./_call_settings.ts";
import type { Candidates } from "./_candidates.ts";
import type { CallOptions } from "./call_options.ts";
import type { TapeDecide } from "./_endpoint_facts.ts";
import type { DeltaTeller } from "./_delta_teller.ts";
import type { Keys } from "./_keys.ts";

/** What endpoints are called through. */
export interface EndpointCallerParts {
  readonly transport: Transport;
  /** To be waited for before the first call. */
  readonly ready: () => Promise<void>;
  readonly settings: CallSettings;
  readonly candidates: Candidates;
  /** `null`: nothing goes live, and no key is needed. */
  readonly keys: Keys | null;
  /** Told of each key that was sent. */
  readonly audit: CredentialAudit;
  /** The tape's, or the network's. */
  readonly fetch: NotedFetch;
  readonly decide: TapeDecide;
  readonly plugins: readonly ProviderAdapter[];
  /** The most that a call may cost, where a budget or a limit in US dollars asks for it; else nothing. */
  readonly boundsOf: (request: ChatRequest, endpoint: Endpoint) => Partial<CallAmounts>;
}

/** The part of a call that is known to its route. */
export interface EndpointCall extends Omit<CallOptions, "onDelta"> {
  readonly scope: string;
  /** How many tries endpoints before had. */
  readonly triesBefore: number;
  /** Whether no other endpoint is asked after it. */
  readonly isLast: boolean;
  /** Tells of the answer while it comes. */
  readonly teller?: DeltaTeller;
  /** Where its tries are written down. */
  readonly tries: CallTries;
}

/** Makes the call of one endpoint, with all its tries, each under a scope of its own on the tape. */
export class EndpointCaller {
  readonly #parts: EndpointCallerParts;
  /** Endpoints with their keys: the transport knows an endpoint by its object. */
  readonly #ready = new WeakMap<Endpoint, Endpoint>();

  constructor(parts: EndpointCallerParts) {
    this.#parts = parts;
  }

  /**
   * All tries of a call, the last being its own. Where the key cannot be had, that is a failure of the endpoint, as if
   * the key had been refused.
   * @throws the signal's reason when it aborts.
   */
  async call(request: ChatRequest, bare: Endpoint, options: EndpointCall): Promise<readonly ExchangeResult[]> {
    const { transport, ready, fetch, decide, boundsOf } = this.#parts;
    await ready();
    const { scope, signal, lane = "interactive", isLast, triesBefore, teller } = options;
    const { endpoint, noKey } = await this.#withKey(bare, signal);
    const estimate = boundsOf(request, endpoint);
    const tries = options.tries.at(endpoint, request);
    const call = () =>
      transport.call(request, endpoint, {
        wire: this.#wireOf(endpoint),
        fetch: tries.watching(fetch),
        around: tries.around,
        seed: `${scope}/${endpoint.key}`,
        lane,
        // Who can ask another does not wait for one that is not well.
        whenOpen: isLast ? "wait" : "refuse",
        noKey,
        decide: (name, make) => decide(scope, name, () => Promise.resolve(make())),
        price: (result) => costOfTry(result, { endpoint, request }),
        note: ({ number }) => this.#note(endpoint, options, triesBefore + number),
        ...(teller === undefined ? {} : {
          onDelta: (delta, { source = "live", caller }) =>
            teller.tell(delta, { endpoint, source, tries: caller.try ?? triesBefore + 1 }),
        }),
        ...(signal === undefined ? {} : { signal }),
        estimate,
      });
    let results: readonly ExchangeResult[] | null = null;
    try {
      return results = await call();
    } finally {
      tries.end(results);
    }
  }

  #note(endpoint: Endpoint, { scope, run }: EndpointCall, number: number): CallNote {
    const { key, provider, credential, baseUrl } = endpoint;
    return {
      scope: `${scope}/${number}`,
      endpoint: key,
      ...(run === undefined ? {} : { run }),
      caller: { try: number },
      ...(credential === null ? {} : {
        beforeLive: () => {
          this.#parts.audit.used({ credential, provider, host: URL.parse(baseUrl)?.host ?? baseUrl });
          return Promise.resolve();
        },
      }),
    };
  }

  /** The endpoint with its key, or why that cannot be had. */
  async #withKey(
    bare: Endpoint,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly endpoint: Endpoint; readonly noKey: string | null }> {
    const { keys, candidates } = this.#parts;
    const instance = keys === null ? null : candidates.instanceOf(bare);
    if (keys === null || instance === null) return { endpoint: bare, noKey: null };
    try {
      return { endpoint: this.#known(bare, await keys.ready(bare, instance, signal)), noKey: null };
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof UserError)) throw error;
      return { endpoint: bare, noKey: error.message };
    }
  }

  /** One object for one endpoint and its key. */
  #known(bare: Endpoint, endpoint: Endpoint): Endpoint {
    const { settings } = this.#parts;
    const known = this.#ready.get(bare);
    if (known?.credential === endpoint.credential) return known;
    settings.copy(bare, endpoint);
    this.#ready.set(bare, endpoint);
    return endpoint;
  }

  #wireOf({ provider, kind = provider, wire }: Endpoint): WireFormat | ChatClient {
    const plugin = this.#parts.plugins.find(({ key }) => key === kind);
    if (plugin === undefined) return wireFormat(wire);
    return wire === plugin.wire && plugin.client !== undefined ? plugin.client : formatOf(plugin, wire);
  }
}
