import type { DatabaseSync, StatementSync } from "node:sqlite";
import { inTransaction, whileBusy } from "../../base/mod.ts";
import type { Clock, ModelKey, ModelRecord, ProviderKey } from "../../spec/mod.ts";
import type { IdMigration } from "../ids/mod.ts";
import type {
  ListPlace,
  ProviderOverride,
  StoredFailure,
  StoredList,
  StoredListFacts,
  StoredPromotion,
} from "./stored_facts.ts";

type SqlRow = { readonly [column: string]: unknown };
type SqlValue = string | number | null;

const LIST_FACTS = "provider, model, url, row_count, fetched_at, etag, reader, revision, credential, invalidated";

/**
 * What the catalog keeps, in an SQLite file. Open one with `openCatalogStore`, which prepares the file.
 *
 * Several processes may use one file at once: reads wait for nobody, writes wait for each other.
 */
export class CatalogStore {
  readonly #db: DatabaseSync;
  readonly #clock: Clock;
  /** Preparing a statement takes longer than most of them. */
  readonly #statements = new Map<string, StatementSync>();
  /** The file; `:memory:` where there is none. */
  readonly path: string;

  /** `db` has the newest schema. The store closes it. */
  constructor(db: DatabaseSync, { path, clock }: { readonly path: string; readonly clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
    this.path = path;
  }

  /** What is kept of a list, without its rows; `null`: it was never fetched. */
  listFacts(place: ListPlace): StoredListFacts | null {
    const row = this.#prepared(`SELECT ${LIST_FACTS} FROM lists WHERE provider = ? AND model = ?`).get(...at(place));
    return row === undefined ? null : listFactsFrom(row);
  }

  /** The facts of all lists, by provider and model. */
  allListFacts(): StoredListFacts[] {
    return this.#prepared(`SELECT ${LIST_FACTS} FROM lists ORDER BY provider, model`).all().map(listFactsFrom);
  }

  /** The rows of a list as they were put in; empty where there is none. */
  records(place: ListPlace): unknown[] {
    const row = this.#prepared("SELECT records FROM lists WHERE provider = ? AND model = ?").get(...at(place));
    return row === undefined ? [] : JSON.parse(row.records as string);
  }

  /** Keep a list in place of what was there, with what it tells of ids; its failures are over. */
  async putList(list: StoredList, migrations: readonly IdMigration[] = []): Promise<void> {
    const { url, records, fetchedAt, etag, reader, credential } = list;
    await this.#write(() => {
      this.#run(
        `INSERT INTO lists (provider, model, url, records, row_count, fetched_at, etag, reader, credential, revision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1) ON CONFLICT (provider, model)
         DO UPDATE SET url = ?3, records = ?4, row_count = ?5, fetched_at = ?6, etag = ?7, reader = ?8,
           credential = ?9, revision = revision + 1, invalidated = 0`,
        [...at(list), url, JSON.stringify(records), records.length, fetchedAt, etag, reader, credential],
      );
      this.#run("DELETE FROM failures WHERE provider = ? AND model = ?", at(list));
      for (const migration of migrations) this.#putMigration(migration);
    });
  }

  /** The server says that a list is as it was. */
  async renewList(place: ListPlace, fetchedAt: string): Promise<void> {
    await this.#write(() => {
      this.#run("UPDATE lists SET fetched_at = ?, invalidated = 0 WHERE provider = ? AND model = ?", [
        fetchedAt,
        ...at(place),
      ]);
      this.#run("DELETE FROM failures WHERE provider = ? AND model = ?", at(place));
    });
  }

  /** Call the lists of a provider, or of all, too old. Their rows stay, for when nothing newer can be had. */
  async invalidate(provider: ProviderKey | null): Promise<void> {
    await this.#write(() => {
      this.#run("UPDATE lists SET invalidated = 1 WHERE ?1 IS NULL OR provider = ?1", [provider]);
      this.#run("DELETE FROM failures WHERE ?1 IS NULL OR provider = ?1", [provider]);
    });
  }

  /** Why a list could not be had the last time; `null`: it could, or was never asked for. */
  failure(place: ListPlace): StoredFailure | null {
    const row = this.#prepared("SELECT * FROM failures WHERE provider = ? AND model = ?").get(...at(place));
    if (row === undefined) return null;
    const { failed_at, code, message } = row as { [column: string]: string };
    return { ...place, failedAt: failed_at, code, message, credential: row.credential as string | null };
  }

  /** Note why a list could not be had. */
  async putFailure(failure: StoredFailure): Promise<void> {
    const { failedAt, code, message, credential } = failure;
    await this.#write(() =>
      this.#run("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?)", [
        ...at(failure),
        failedAt,
        code,
        message,
        credential,
      ])
    );
  }

  /**
   * Take the right to fetch a list, for so long; whether it was free. One that its owner did not give back in time is
   * free, and so is one that ends later than any can, which a clock that was wrong has left behind.
   */
  async takeLease(place: ListPlace, { owner, ms }: { readonly owner: string; readonly ms: number }): Promise<boolean> {
    let taken = false;
    await this.#write(() => {
      const now = this.#clock.date();
      const until = new Date(now.getTime() + ms).toISOString();
      const { changes } = this.#prepared(
        `INSERT INTO leases VALUES (?1, ?2, ?3, ?4) ON CONFLICT (provider, model)
         DO UPDATE SET owner = ?3, until = ?4 WHERE owner = ?3 OR until <= ?5 OR until > ?4`,
      ).run(...at(place), owner, until, now.toISOString());
      taken = Number(changes) > 0;
    });
    return taken;
  }

  /** Give the right back; that of another owner stays. */
  async endLease(place: ListPlace, owner: string): Promise<void> {
    await this.#write(() =>
      this.#run("DELETE FROM leases WHERE provider = ? AND model = ? AND owner = ?", [...at(place), owner])
    );
  }

  /** The models that the user has chosen, the first chosen first. */
  promotions(): StoredPromotion[] {
    return this.#prepared("SELECT * FROM promoted ORDER BY promoted_at, model").all().map((row) => ({
      model: row.model as ModelKey,
      promotedAt: row.promoted_at as string,
      record: JSON.parse(row.record as string) as ModelRecord,
    }));
  }

  /** Choose a model; choosing it again keeps its place and renews its facts. */
  async promote(promotion: StoredPromotion): Promise<void> {
    const { model, promotedAt, record } = promotion;
    await this.#write(() =>
      this.#run(
        "INSERT INTO promoted VALUES (?1, ?2, ?3) ON CONFLICT (model) DO UPDATE SET record = ?3",
        [model, promotedAt, JSON.stringify(record)],
      )
    );
  }

  /** Choose a model no longer; whether it was chosen. */
  async demote(model: ModelKey): Promise<boolean> {
    let changed = false;
    await this.#write(() => {
      changed = Number(this.#prepared("DELETE FROM promoted WHERE model = ?").run(model).changes) > 0;
    });
    return changed;
  }

  /** Give a chosen model its new id. Where that is chosen too, one of the two stays. */
  async renamePromotion(from: ModelKey, to: StoredPromotion): Promise<void> {
    await this.#write(() => {
      this.#run("DELETE FROM promoted WHERE model = ?", [from]);
      this.#run("INSERT OR IGNORE INTO promoted VALUES (?, ?, ?)", [
        to.model,
        to.promotedAt,
        JSON.stringify(to.record),
      ]);
    });
  }

  /** What the user wants otherwise, by provider. */
  overrides(): Map<ProviderKey, ProviderOverride> {
    const rows = this.#prepared("SELECT provider, value FROM overrides ORDER BY provider").all();
    return new Map(rows.map((row) => [row.provider as string, JSON.parse(row.value as string)]));
  }

  /** Keep what the user wants otherwise; `null`: nothing any more. */
  async putOverride(provider: ProviderKey, override: ProviderOverride | null): Promise<void> {
    await this.#write(() => {
      if (override === null) this.#run("DELETE FROM overrides WHERE provider = ?", [provider]);
      else this.#run("INSERT OR REPLACE INTO overrides VALUES (?, ?)", [provider, JSON.stringify(override)]);
    });
  }

  /** What lists and the user have told of ids. */
  idMigrations(): IdMigration[] {
    return this.#prepared("SELECT * FROM id_migrations ORDER BY noted_at, from_id").all().map((row) => ({
      from: row.from_id as string,
      to: row.to_id as string,
      mode: row.mode as IdMigration["mode"],
      reason: row.reason as IdMigration["reason"],
      source: row.source as IdMigration["source"],
    }));
  }

  /** Note what became of an id. */
  async putIdMigration(migration: IdMigration): Promise<void> {
    await this.#write(() => this.#putMigration(migration));
  }

  /** Close the file. Doing it twice does no harm. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  /** See {@linkcode CatalogStore.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** What the user has said of an id stays, whatever a list says later. */
  #putMigration({ from, to, mode, reason, source }: IdMigration): void {
    this.#run(
      `INSERT INTO id_migrations VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (from_id)
       DO UPDATE SET to_id = ?2, mode = ?3, reason = ?4, source = ?5, noted_at = ?6 WHERE source <> 'user' OR ?5 = 'user'`,
      [from, to, mode, reason, source, this.#clock.date().toISOString()],
    );
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #run(sql: string, values: readonly SqlValue[]): void {
    this.#prepared(sql).run(...values);
  }

  async #write(work: () => void): Promise<void> {
    await whileBusy(this.#clock, () => inTransaction(this.#db, work));
  }
}

/** The columns of a place. */
function at({ provider, model }: ListPlace): [provider: string, model: string] {
  return [provider, model ?? ""];
}

function listFactsFrom(row: SqlRow): StoredListFacts {
  return {
    provider: row.provider as string,
    model: row.model === "" ? null : row.model as string,
    url: row.url as string,
    rows: row.row_count as number,
    fetchedAt: row.fetched_at as string,
    etag: row.etag as string | null,
    reader: row.reader as string,
    revision: row.revision as number,
    credential: row.credential as string | null,
    invalidated: row.invalidated === 1,
  };
}
