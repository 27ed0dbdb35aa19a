import type { PlainFetch } from "../base/mod.ts";
import type { Catalog, RefreshReport } from "../catalog/mod.ts";
import type { Registry } from "../routing/mod.ts";
import type { Clock, Credential, Ledger, ProviderKey } from "../spec/mod.ts";
import type { Alert } from "../transport/alerts/mod.ts";
import type { HealthMonitor, ProbeResult } from "../transport/health/mod.ts";
import type { RunningStatus } from "../transport/observe/mod.ts";
import type { EventFeed } from "./events/mod.ts";

/** Which lists are fetched, and how. */
export interface RefreshOptions {
  /** Whose; all that can be asked unless given. */
  readonly providers?: readonly ProviderKey[] | null;
  /** Whether those that are fresh are fetched, too; no unless given. */
  readonly force?: boolean;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/** All that the pages and the API read and call. They hold no logic of their own. */
export interface DashboardSources {
  /** Calls models, and keeps what the user prefers. */
  readonly registry: Registry;
  /** The same that the registry has: lists, promotions, refreshing. */
  readonly catalog: Catalog;
  /** Runs, attempts and routes; `null` as long as there is no ledger. Opened once, closed by its owner. */
  readonly ledger: () => Promise<Ledger | null>;
  /** Where the ledger is, as it may be shown. */
  readonly ledgerPath: string;
  /** How well endpoints and providers answer: calls of this process, probes, and what earlier runs have seen. */
  readonly health: HealthMonitor;
  /** Tell `health` of the tries that runs, also those of other processes, have added to the ledger. */
  readonly readPast: () => Promise<void>;
  /** The last probe of each provider that was probed. */
  readonly probes: () => readonly ProbeResult[];
  /** Probe providers now, as `provider health` does; `null` where nothing may be called: in a replay, or offline. */
  readonly probe: (() => Promise<readonly ProbeResult[]>) | null;
  /** The latest first, a bounded number. */
  readonly alerts: () => readonly Alert[];
  /** Commands of this machine that run now, other processes' too. */
  readonly running: () => Promise<readonly RunningStatus[]>;
  /**
   * Fetch lists of models, with the server's own keys, and tell open pages and alerts what came of it. Who asks by force
   * must be let.
   */
  readonly refresh: (options: RefreshOptions) => Promise<readonly RefreshReport[]>;
  /** Tells open pages what happens. */
  readonly events: EventFeed;
  /** Where relative paths and the search for the project's configuration begin, as an absolute path. */
  readonly cwd: string;
  /** Looks an environment variable up. */
  readonly env: (name: string) => string | undefined;
  /** Makes the calls for lists with keys of a caller. */
  readonly fetch: PlainFetch;
  /** Tells the time. */
  readonly clock: Clock;
  /** Told of every key that was had, so that nothing that is shown or logged repeats it. */
  readonly onSecret: (secret: Credential) => void;
}
