import type { PlainFetch } from "../../base/mod.ts";
import type { Catalog } from "../../catalog/mod.ts";
import type { CallListener, CallTry, Clock } from "../../spec/mod.ts";
import type { Transport } from "../../transport/mod.ts";
import type { HealthMonitor } from "../../transport/health/mod.ts";
import type { Candidates } from "./_candidates.ts";
import type { EndpointCaller } from "./_endpoint_caller.ts";
import type { Keys } from "./_keys.ts";
import type { ModelNames } from "./_model_names.ts";
import type { PreferenceHolder } from "./_preference_holder.ts";
import type { RegistryLedger } from "./_registry_ledger.ts";
import type { RouteDecisions } from "./_route_decision.ts";
import type { RoutePlanner } from "./_route_planner.ts";

/** What a registry is made of; `openRegistry` puts it together. */
export interface RegistryParts {
  readonly clock: Clock;
  readonly holder: PreferenceHolder;
  readonly names: ModelNames;
  readonly decisions: RouteDecisions;
  readonly planner: RoutePlanner;
  readonly candidates: Candidates;
  readonly caller: EndpointCaller;
  readonly keys: Keys;
  readonly transport: Transport;
  /** Never a tape's. */
  readonly network: PlainFetch;
  readonly health: HealthMonitor;
  readonly emit: CallListener;
  /** Opened when it is first needed. */
  readonly catalog: () => Promise<Catalog>;
  readonly ledger: RegistryLedger;
  /** Told of the tries of each call before they are kept. */
  readonly onOwnTries: (tries: readonly CallTry[]) => void;
  /** What is left of the budget; `null`: there is none. */
  readonly remainingUsd: () => string | null;
  readonly close: () => Promise<void>;
}
