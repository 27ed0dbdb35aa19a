import { compareText, Decimal } from "../base/mod.ts";
import type { PostgresDatabase, PostgresQuery } from "../ledger/postgres/mod.ts";
import type { Clock } from "../spec/mod.ts";
import type {
  BudgetAmounts,
  BudgetLevel,
  BudgetScope,
  BudgetScopeName,
  BudgetShortage,
  BudgetStore,
} from "../sweep/mod.ts";

/** How long to wait for others to give something back before it is looked again. */
const LOOK_MS = 200;

const WHATS = ["requests", "tokens", "usd"] as const;

/** Whose numbers they are. */
export interface PostgresBudgetStoreParts {
  readonly database: PostgresDatabase;
  readonly clock: Clock;
  readonly runId: string;
  /** The worker that holds: what it holds counts as spent when it dies. */
  readonly holder: string;
}

/**
 * The numbers of a run's budget, for all of its workers. What is reserved is checked and written under a lock on the sums,
 * so that no number of workers goes over a limit together.
 */
export class PostgresBudgetStore implements BudgetStore {
  readonly #parts: PostgresBudgetStoreParts;

  constructor(parts: PostgresBudgetStoreParts) {
    this.#parts = parts;
  }

  /** See {@linkcode BudgetStore}. */
  hold(scopes: readonly BudgetScope[], amounts: BudgetAmounts): Promise<BudgetShortage | null> {
    const { database, runId, holder } = this.#parts;
    return database.transaction(async (query) => {
      await this.#lock(query, scopes.map(({ name }) => name));
      const levels = await readLevels(query, runId);
      for (const scope of scopes) {
        const shortage = shortageOf(scope, amounts, levels.find((level) => level.scope === scope.name));
        if (shortage !== null) return shortage;
      }
      for (const { name } of scopes) await add(query, { runId, scope: name, holder }, amounts);
      return null;
    });
  }

  /** See {@linkcode BudgetStore}. */
  async settle(
    scopes: readonly BudgetScopeName[],
    { held, used }: { readonly held: BudgetAmounts | null; readonly used: BudgetAmounts },
  ): Promise<void> {
    const { database, runId, holder } = this.#parts;
    await database.transaction(async (query) => {
      await this.#lock(query, scopes);
      for (const scope of scopes) {
        if (held !== null) await takeAway(query, { runId, scope, holder }, held);
        await add(query, { runId, scope, holder: "" }, used);
      }
    });
  }

  /** See {@linkcode BudgetStore}. Others may have settled: that is looked for, not told. */
  async changed(_version: number, signal?: AbortSignal): Promise<void> {
    await this.#parts.clock.sleep(LOOK_MS, signal);
  }

  /** See {@linkcode BudgetStore}. */
  async levels(): Promise<readonly BudgetLevel[]> {
    const { database, runId } = this.#parts;
    return await readLevels((sql, values) => database.query(sql, values), runId);
  }

  /** The sums of the scopes are this transaction's alone. */
  async #lock(query: PostgresQuery, scopes: readonly BudgetScopeName[]): Promise<void> {
    const { runId } = this.#parts;
    const names = scopes.toSorted(compareText);
    await query(
      `INSERT INTO tapedeck.budget_shares (run_id, scope, holder, requests, tokens, usd)
       SELECT $1, scope, '', 0, 0, '0' FROM unnest($2::text[]) AS scope ORDER BY scope ON CONFLICT DO NOTHING`,
      [runId, names],
    );
    await query(
      `SELECT 1 FROM tapedeck.budget_shares WHERE run_id = $1 AND holder = '' AND scope = ANY ($2::text[])
       ORDER BY scope FOR UPDATE`,
      [runId, names],
    );
  }
}

/** What workers that have no cells any more had reserved counts as spent: their calls may have been answered. */
export async function spendOfDead(database: PostgresDatabase): Promise<void> {
  await database.query(
    `WITH dead AS (
       DELETE FROM tapedeck.budget_shares b WHERE b.holder <> '' AND NOT EXISTS (
         SELECT 1 FROM tapedeck.leases l WHERE l.run_id = b.run_id AND l.worker = b.holder
       ) RETURNING *
     )
     INSERT INTO tapedeck.budget_shares AS b (run_id, scope, holder, requests, tokens, usd)
     SELECT run_id, scope, '', sum(requests), sum(tokens), sum(usd::numeric)::text FROM dead GROUP BY run_id, scope
     ON CONFLICT (run_id, scope, holder) DO UPDATE SET requests = b.requests + excluded.requests,
       tokens = b.tokens + excluded.tokens, usd = (b.usd::numeric + excluded.usd::numeric)::text`,
  );
}

interface Share {
  readonly runId: string;
  readonly scope: string;
  readonly holder: string;
}

async function add(query: PostgresQuery, { runId, scope, holder }: Share, more: BudgetAmounts): Promise<void> {
  await query(
    `INSERT INTO tapedeck.budget_shares AS b (run_id, scope, holder, requests, tokens, usd)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (run_id, scope, holder) DO UPDATE SET requests = b.requests + excluded.requests,
       tokens = b.tokens + excluded.tokens, usd = (b.usd::numeric + excluded.usd::numeric)::text`,
    [runId, scope, holder, more.requests, more.tokens, more.usd],
  );
}

/** Of one that was taken for dead, it counts as spent already. */
async function takeAway(query: PostgresQuery, { runId, scope, holder }: Share, less: BudgetAmounts): Promise<void> {
  await query(
    `UPDATE tapedeck.budget_shares SET requests = greatest(0, requests - $4::bigint),
       tokens = greatest(0, tokens - $5::bigint), usd = greatest(0, usd::numeric - $6::numeric)::text
     WHERE run_id = $1 AND scope = $2 AND holder = $3`,
    [runId, scope, holder, less.requests, less.tokens, less.usd],
  );
}

async function readLevels(query: PostgresQuery, runId: string): Promise<BudgetLevel[]> {
  const rows = await query(
    `SELECT scope, holder = '' AS is_spent, sum(requests)::bigint AS requests, sum(tokens)::bigint AS tokens,
       trim_scale(sum(usd::numeric)) AS usd
     FROM tapedeck.budget_shares WHERE run_id = $1 GROUP BY scope, holder = ''`,
    [runId],
  );
  const names = [...new Set(rows.map((row) => row.scope as BudgetScopeName))]
    .sort((a, b) => a === "run" ? -1 : b === "run" ? 1 : compareText(a, b));
  const amounts = (scope: string, isSpent: boolean): BudgetAmounts => {
    const row = rows.find((one) => one.scope === scope && one.is_spent === isSpent);
    return row === undefined
      ? { requests: 0, tokens: 0, usd: "0" }
      : { requests: row.requests as number, tokens: row.tokens as number, usd: row.usd as string };
  };
  return names.map((scope) => ({ scope, spent: amounts(scope, true), reserved: amounts(scope, false) }));
}

function shortageOf(
  { name, limits }: BudgetScope,
  amounts: BudgetAmounts,
  level: BudgetLevel | undefined,
): BudgetShortage | null {
  for (const what of WHATS) {
    const limit = limits[what];
    if (limit === undefined) continue;
    const number = (of: BudgetAmounts | undefined) => Decimal.parse(String(of?.[what] ?? 0));
    const [spent, reserved, needed] = [level?.spent, level?.reserved, amounts].map(number);
    const most = Decimal.parse(String(limit));
    if (spent.plus(reserved).plus(needed).compare(most) <= 0) continue;
    return {
      scope: name,
      what,
      limit: most.toString(),
      spent: spent.toString(),
      reserved: reserved.toString(),
      needed: needed.toString(),
      version: 0,
    };
  }
  return null;
}
