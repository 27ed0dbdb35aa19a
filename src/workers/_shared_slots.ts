import type { PostgresDatabase } from "../ledger/postgres/mod.ts";
import type { Clock } from "../spec/mod.ts";
import { fairShares } from "./fair_shares.ts";

/** How often the shares are looked at again, while calls wait or more is held than is fair. */
const LOOK_MS = 250;
/** Who has not been heard of for so long has died, and holds nothing. */
const DEAD_MS = 15_000;

/**
 * So many calls at once over all workers. Each holds some of the places and gives its calls these; who wants more than
 * there are gets a fair share, as others end their calls.
 */
export class SharedSlots {
  readonly #scope: string;
  readonly #limit: number;
  readonly #parts: { readonly database: PostgresDatabase; readonly clock: Clock; readonly holder: string };
  #held = 0;
  #fair = 0;
  #used = 0;
  #waiting: (() => void)[] = [];
  #looking: Promise<void> | null = null;
  #timer: (() => void) | null = null;

  constructor(
    scope: string,
    limit: number,
    parts: { readonly database: PostgresDatabase; readonly clock: Clock; readonly holder: string },
  ) {
    this.#scope = scope;
    this.#limit = limit;
    this.#parts = parts;
  }

  /** Resolves with a place; what it gives back is called when the call has ended. */
  async take(signal?: AbortSignal): Promise<() => void> {
    while (this.#used >= Math.min(this.#held, this.#fair)) {
      signal?.throwIfAborted();
      await this.#changed(signal);
    }
    this.#used++;
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#used--;
      this.#wake();
    };
  }

  /** Hold nothing any more. */
  async close(): Promise<void> {
    this.#timer?.();
    await this.#looking?.catch(() => {});
    const { database, holder } = this.#parts;
    await database.query("DELETE FROM tapedeck.limit_shares WHERE scope = $1 AND holder = $2", [this.#scope, holder]);
  }

  async #changed(signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    this.#look();
    const { clock } = this.#parts;
    const slept = new AbortController();
    await Promise.race([
      promise,
      clock.sleep(LOOK_MS, signal === undefined ? slept.signal : AbortSignal.any([signal, slept.signal])),
    ]).finally(() => slept.abort());
    this.#waiting = this.#waiting.filter((one) => one !== resolve);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #look(): void {
    this.#looking ??= this.#lookNow().catch(() => {}).finally(() => this.#looking = null);
  }

  async #lookNow(): Promise<void> {
    const { database, holder } = this.#parts;
    const wanted = this.#used + this.#waiting.length;
    const rows = await database.transaction(async (query) => {
      await query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [this.#scope]);
      const others = await query(
        `SELECT holder, held, wanted FROM tapedeck.limit_shares
         WHERE scope = $1 AND holder <> $2 AND expires_at > clock_timestamp()`,
        [this.#scope, holder],
      );
      const all = [...others.map((row) => ({ holder: row.holder as string, wanted: row.wanted as number })), {
        holder,
        wanted,
      }];
      const fair = fairShares(this.#limit, all).get(holder)!;
      const free = this.#limit - others.reduce((sum, row) => sum + (row.held as number), 0);
      // Calls under way keep their places until they end.
      const held = Math.max(this.#used, Math.min(fair, free));
      await query(
        `INSERT INTO tapedeck.limit_shares (scope, holder, held, wanted, expires_at)
         VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 ms')
         ON CONFLICT (scope, holder) DO UPDATE
         SET held = excluded.held, wanted = excluded.wanted, expires_at = excluded.expires_at`,
        [this.#scope, holder, held, wanted, DEAD_MS],
      );
      return { held, fair };
    });
    [this.#held, this.#fair] = [rows.held, rows.fair];
    if (this.#used < Math.min(this.#held, this.#fair)) this.#wake();
    this.#follow();
  }

  /** As long as something is held, it is looked again: others may want some of it. */
  #follow(): void {
    this.#timer?.();
    this.#timer = null;
    if (this.#held === 0) return;
    this.#timer = this.#parts.clock.alarm?.(LOOK_MS, () => this.#look()) ?? null;
  }
}
