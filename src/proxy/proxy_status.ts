import type { CassetteMode } from "../cassette/mod.ts";

/** A request that the tape did not find. */
export interface ProxyMiss {
  /** When it came: an RFC 3339 time in UTC. */
  readonly at: string;
  /** The key that was looked for. */
  readonly key: string;
  /** Why it was not found, as the client was told, shortened; it has no credentials. */
  readonly message: string;
}

/** What a proxy has done so far. */
export interface ProxyStatus {
  /** What its tape does with a request. */
  readonly mode: CassetteMode;
  /** The path of its tape. */
  readonly cassette: string;
  /** Milliseconds since it was made. */
  readonly uptimeMs: number;
  /** Requests that a recording answered, with recorded failures too. */
  readonly hits: number;
  /** Requests that a replay did not find. */
  readonly misses: number;
  /** Interactions that are on the disk by now. */
  readonly recorded: number;
  /** Answers that came, but could not be kept. */
  readonly refused: number;
  /** Recordings that were asked for and were older than the option `expire` allows. */
  readonly expired: number;
  /** Recordings that were there at the start and that no request has played. */
  readonly unplayed: number;
  /** Requests whose answers have not gone out yet. */
  readonly inFlight: number;
  /** The latest misses, the latest last; at most twenty. */
  readonly lastMisses: readonly ProxyMiss[];
  /** The base URL of each upstream by its name. */
  readonly upstreams: { readonly [name: string]: string };
}
