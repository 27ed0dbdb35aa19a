import { credentialHash, type PlainFetch, VERSION } from "../../base/mod.ts";
import type { Clock, JsonValue, ModelRecord } from "../../spec/mod.ts";
import { migrationsBetween } from "../ids/mod.ts";
import type { CatalogStore, StoredFailure, StoredListFacts } from "../store/mod.ts";
import { fetchList } from "./fetch_list.ts";
import { ListProblem, type ListProblemCode } from "./list_problem.ts";
import type { ListRequest, ListRow } from "./list_request.ts";
import { SingleFlight } from "./_single_flight.ts";

/** How long one page may take before another process may try: a little longer than a call is waited for. */
const LEASE_MS = 40_000;
/** How often it is looked whether another process is done. */
const LOOK_MS = 50;
/** How long a list that could not be had is left alone. */
const PAUSE_MS = 60_000;

/** How a {@linkcode ListRefresher} refreshes. */
export interface RefreshOptions {
  /** Whether a failure of a moment ago is no reason to wait. */
  readonly force: boolean;
  /** The time of the list that the caller has seen, and wants another one than; `null`: there was none. */
  readonly seen: string | null;
  /** Whether a list that has lost most of its rows is believed. */
  readonly acceptShrunk: boolean;
  /** Ends the wait; the call itself only where nobody else waits for it. */
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface Refreshed {
  /** `elsewhere`: another process has fetched it meanwhile. */
  readonly kind: "fetched" | "unchanged" | "elsewhere";
  /** How many rows it has now. */
  readonly rows: number;
  /** How many it had; `null`: there was none. */
  readonly before: number | null;
  /** How many rows could not be read. */
  readonly skipped: number;
}

/** What a {@linkcode ListRefresher} works with. */
export interface ListRefresherParts {
  /** Keeps the lists. */
  readonly store: CatalogStore;
  /** Makes the calls. */
  readonly fetch: PlainFetch;
  /** Dates the lists, and waits for other processes. */
  readonly clock: Clock;
  /** Tells this process from others. */
  readonly owner: string;
}

/** Fetches lists into the store: each by one caller at a time, in this process and in all that use the same file. */
export class ListRefresher {
  readonly #parts: ListRefresherParts;
  readonly #flights = new SingleFlight<Refreshed>();

  /** The store stays the caller's. */
  constructor(parts: ListRefresherParts) {
    this.#parts = parts;
  }

  /**
   * Fetch a list, or wait for whoever is fetching it.
   *
   * @throws {ListProblem} where it cannot be had: what was known of it stays.
   */
  refresh(request: ListRequest, options: RefreshOptions): Promise<Refreshed> {
    const { provider, model } = request.place;
    const name = `${provider} ${model ?? ""} ${keyOf(request)}`;
    return this.#flights.run(name, (signal) => this.#refresh(request, { ...options, signal }), options.signal);
  }

  async #refresh(request: ListRequest, options: RefreshOptions & { signal: AbortSignal }): Promise<Refreshed> {
    const { store, clock, owner } = this.#parts;
    const { place } = request;
    if (!options.force) this.#assertNoRecentFailure(request);
    const failed = store.failure(place)?.failedAt ?? null;
    while (!await store.takeLease(place, { owner, ms: LEASE_MS })) {
      await clock.sleep(LOOK_MS, options.signal);
      const failure = store.failure(place);
      const isOwn = failure !== null && failure.failedAt !== failed && failure.credential === keyOf(request);
      if (isOwn) throw problemOf(failure);
    }
    try {
      // Whoever had the lease before may have done it.
      return this.#doneBy(request, options.seen) ?? await this.#fetch(request, options);
    } catch (error) {
      if (error instanceof ListProblem) {
        const { code, reason } = error;
        await store.putFailure({
          ...place,
          failedAt: clock.date().toISOString(),
          code,
          message: reason,
          credential: keyOf(request),
        });
      }
      throw error;
    } finally {
      await store.endLease(place, owner);
    }
  }

  async #fetch(request: ListRequest, options: RefreshOptions & { signal: AbortSignal }): Promise<Refreshed> {
    const { store, clock, fetch, owner } = this.#parts;
    const { place, url } = request;
    const facts = store.listFacts(place);
    const known = facts !== null && isOf(facts, request) ? facts : null;
    // What another version has read may be read otherwise now.
    const etag = known === null || known.invalidated || known.reader !== VERSION ? null : known.etag;
    const fetchedAt = clock.date().toISOString();
    const list = await fetchList(request, {
      fetch,
      etag,
      fetchedAt,
      signal: options.signal,
      onPage: async () => void await store.takeLease(place, { owner, ms: LEASE_MS }),
    });
    const before = known?.rows ?? null;
    if (list.kind === "unchanged") {
      await store.renewList(place, fetchedAt);
      return { kind: "unchanged", rows: before!, before, skipped: 0 };
    }
    const { rows, skipped } = list;
    if (!options.acceptShrunk) assertBelievable(request, { rows: rows.length, skipped, before });
    const migrations = place.model === null && known !== null
      ? migrationsBetween(store.records(place) as ModelRecord[], rows as unknown as ModelRecord[])
      : [];
    const stored = {
      ...place,
      url,
      records: rows.map(undated),
      fetchedAt,
      etag: list.etag,
      reader: VERSION,
      credential: keyOf(request),
    };
    await store.putList(stored, migrations);
    return { kind: "fetched", rows: rows.length, before, skipped };
  }

  /** What another process has made of the list since it was seen, if anything. */
  #doneBy(request: ListRequest, seen: string | null): Refreshed | null {
    const list = this.#parts.store.listFacts(request.place);
    if (list === null || !isOf(list, request) || list.invalidated || list.fetchedAt === seen) return null;
    return { kind: "elsewhere", rows: list.rows, before: list.rows, skipped: 0 };
  }

  #assertNoRecentFailure(request: ListRequest): void {
    const failure = this.#parts.store.failure(request.place);
    // What one key is told is not what another one would be.
    if (failure === null || (failure.credential ?? keyOf(request)) !== keyOf(request)) return;
    const ageMs = this.#parts.clock.date().getTime() - Date.parse(failure.failedAt);
    if (ageMs >= 0 && ageMs < PAUSE_MS) throw problemOf(failure);
  }
}

/** The hash of the key that a list is fetched with, empty without one. */
function keyOf({ credential }: ListRequest): string {
  return credential === null ? "" : credentialHash(credential);
}

/** Whether a stored list is what a request asks for. */
function isOf({ url, credential }: StoredListFacts, request: ListRequest): boolean {
  return url === request.url && (credential ?? keyOf(request)) === keyOf(request);
}

function problemOf({ provider, model, code, message }: StoredFailure): ListProblem {
  return new ListProblem({ provider, model, code: code as ListProblemCode, reason: message });
}

/** As LiteLLM's table and others have shown, a list that has shrunk so much is broken more often than true. */
function assertBelievable(
  { place, gate }: ListRequest,
  { rows, skipped, before }: { rows: number; skipped: number; before: number | null },
): void {
  if (gate === "none") return;
  const refuse = (reason: string) => {
    throw new ListProblem({ ...place, code: "list_refused", reason });
  };
  const unread = skipped === 0 ? "" : `, and ${skipped} that cannot be read`;
  if (rows === 0 && (gate === "half" || (before ?? 0) > 0)) {
    refuse(`the new list is empty: current value is 0 rows${unread}`);
  }
  if (gate === "half" && before !== null && rows * 2 < before) {
    refuse(`the new list has lost more than half of its rows: current value is ${rows} of ${before} rows${unread}`);
  }
}

/** The list as a whole has the time and the tier. */
function undated(row: ListRow): JsonValue {
  const { fetchedAt: _, tier: __, ...rest } = row as ListRow & { fetchedAt: unknown; tier: unknown };
  return rest as unknown as JsonValue;
}
