import type { ProviderStatus } from "../../catalog/mod.ts";
import type { EndpointKey, Health, HealthState, ProviderKey } from "../../spec/mod.ts";
import type { Alert } from "../../transport/alerts/mod.ts";
import type { HealthDetail, ProbeResult } from "../../transport/health/mod.ts";
import type { RunningBreaker, RunningScope } from "../../transport/observe/mod.ts";

/** A command of this machine that says how it stands. */
export interface OverviewCommand {
  /** `sweep run` */
  readonly command: string;
  /** Its process. */
  readonly pid: number;
  /** The run that it makes; `null`: none. */
  readonly run: string | null;
}

/** A breaker that is not closed. */
export interface OverviewBreaker extends RunningBreaker {
  /** Whose it is; `null`: this process's own. */
  readonly by: OverviewCommand | null;
}

/** Where the limits of one scope stand. */
export interface OverviewLimits extends RunningScope {
  /** Whose they are; `null`: this process's own. */
  readonly by: OverviewCommand | null;
}

/** What is known of one endpoint. */
export interface EndpointOverview {
  /** Its key. */
  readonly endpoint: EndpointKey;
  /** The worst that this process and running commands say of it. */
  readonly state: HealthState;
  /** As this process has seen it; `unknown` where it has not. */
  readonly health: Health;
  /** What stands behind that. */
  readonly detail: HealthDetail;
  /** Live requests of running commands that have not ended. */
  readonly inFlight: number;
  /** Calls of running commands that wait for a permit. */
  readonly waiting: number;
}

/** What is known of one provider. */
export interface ProviderOverview {
  /** The name that it is set up by. */
  readonly provider: ProviderKey;
  /** Whether it is set up, also by a declared endpoint alone, has a key or was seen; of others only a list is known. */
  readonly isUsed: boolean;
  /** What all evidence comes to. */
  readonly state: HealthState;
  /** Why it is not healthy, in one sentence each. */
  readonly reasons: readonly string[];
  /** Its list of models; `null`: the catalog has no such provider. */
  readonly list: ProviderStatus | null;
  /** The last probe; `null`: none has come back. */
  readonly probe: ProbeResult | null;
  /** By the calls that this process has seen, and by what earlier runs have. */
  readonly health: Health;
  /** What stands behind that. */
  readonly detail: HealthDetail;
  /** Those that were seen, in the order of their keys. */
  readonly endpoints: readonly EndpointOverview[];
  /** Those that are not closed, this process's own first. */
  readonly breakers: readonly OverviewBreaker[];
  /** Of the provider and its endpoints, as far as something is limited, waits or is paused. */
  readonly limits: readonly OverviewLimits[];
  /** About it or its endpoints, the newest first. */
  readonly alerts: readonly Alert[];
}
