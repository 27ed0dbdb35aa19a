import type { ChatRequest, Endpoint } from "../../spec/mod.ts";
import type { ExchangeResult } from "../../transport/mod.ts";
import type { CallOptions, RouteOptions } from "./call_options.ts";
import type { Route, RouteDecisions } from "./_route_decision.ts";

/** Finds endpoints and orders them. */
export interface Planner {
  /** The route of a request; one without calls where none may be asked. */
  plan(model: string | undefined, request: ChatRequest, options: RouteOptions): Promise<Route>;
}

/** What a registry is made of; `openRegistry` puts it together. */
export interface RegistryParts {
  readonly decisions: RouteDecisions;
  readonly planner: Planner;
  /** One endpoint's call, with all of its tries. */
  call(
    request: ChatRequest,
    endpoint: Endpoint,
    options: CallOptions & { readonly scope: string; readonly place: number; readonly triesBefore: number },
  ): Promise<readonly ExchangeResult[]>;
  readonly maxFallbacks: number;
  close(): Promise<void>;
}
