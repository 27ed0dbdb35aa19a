import { mergeParameters } from "../../config/mod.ts";
import type { ChatParameters, ChatRequest, Endpoint, JsonValue, RouteAudit } from "../../spec/mod.ts";
import type { EndpointFacts, TapeDecide } from "./_endpoint_facts.ts";

/** One endpoint of a route, with the parameters that preferences give the request there. */
export interface RoutedCall {
  readonly endpoint: Endpoint;
  /** Those that preferences give the request. */
  readonly parameters: ChatParameters;
  /** What is odd about the request there: parameters that it does not take. */
  readonly warnings: readonly string[];
  /** The room for input and output together; `null` is unknown. A prompt that was too long goes on to more room only. */
  readonly contextTokens: number | null;
}

/** Endpoints in the order in which they are asked, and why. */
export interface Route {
  /** Empty where none may be asked. */
  readonly calls: readonly RoutedCall[];
  readonly profile: string | null;
  readonly audit: RouteAudit;
}

/** A route as the tape keeps it. */
interface KeptRoute {
  readonly calls: readonly {
    /** The hash of the endpoint's facts. */
    readonly endpoint: string;
    readonly parameters?: ChatParameters;
    readonly warnings?: readonly string[];
    readonly contextTokens?: number;
  }[];
  readonly profile: string | null;
  readonly audit: RouteAudit;
}

/** Keeps routes on the tape, and reads them back in a replay: which endpoints are asked is decided once. */
export class RouteDecisions {
  readonly #decide: TapeDecide | null;
  readonly #facts: EndpointFacts;

  /** `null`: there is no tape. */
  constructor({ decide, facts }: { readonly decide: TapeDecide | null; readonly facts: EndpointFacts }) {
    this.#decide = decide;
    this.#facts = facts;
  }

  /** The route of a scope: the tape's, else the one that is made now. */
  async route(scope: string, make: () => Promise<Route>): Promise<Route> {
    if (this.#decide === null) return await make();
    let made: Route | null = null;
    const decision = await this.#decide(scope, "route", async () => {
      made = await make();
      return { choice: await this.#kept(made), reason: made.audit.why };
    });
    if (made !== null) return made;
    const kept = decision === null ? null : await this.#read(decision.choice as unknown as KeptRoute);
    if (kept !== null) return kept;
    const { calls, audit, ...route } = await make();
    return { ...route, calls: calls.slice(0, 1), audit: { ...audit, origin: "first" } };
  }

  async #kept({ calls, profile, audit }: Route): Promise<JsonValue> {
    const kept: KeptRoute = {
      calls: await Promise.all(calls.map(async ({ endpoint, parameters, warnings, contextTokens }) => ({
        endpoint: await this.#facts.keep(endpoint),
        ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
        ...(warnings.length === 0 ? {} : { warnings }),
        ...(contextTokens === null ? {} : { contextTokens }),
      }))),
      profile,
      audit,
    };
    return JSON.parse(JSON.stringify(kept));
  }

  async #read({ calls, profile, audit }: KeptRoute): Promise<Route | null> {
    const found = await Promise.all(calls.map(async ({ endpoint: facts, ...kept }) => {
      const endpoint = await this.#facts.find(facts);
      return endpoint === null ? null : { parameters: {}, warnings: [], contextTokens: null, ...kept, endpoint };
    }));
    const whole = found.filter((call) => call !== null);
    return whole.length < found.length ? null : { calls: whole, profile, audit: { ...audit, origin: "tape" } };
  }
}

/** The request as it is sent to one endpoint: its own parameters go before those of preferences. */
export function requestAt(request: ChatRequest, { parameters }: Pick<RoutedCall, "parameters">): ChatRequest {
  const { messages, stream, ...own } = request;
  const layers = [parameters, own].map((set) => ({ set, unset: [] }));
  return { messages, stream, ...mergeParameters(layers) };
}
