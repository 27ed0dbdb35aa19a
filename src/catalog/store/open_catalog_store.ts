import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { BUSY_TIMEOUT_MS, migrateSqlite, systemClock, UserError, whileBusy } from "../../base/mod.ts";
import type { Clock } from "../../spec/mod.ts";
import { CatalogStore } from "./catalog_store.ts";
import { isDamage, openingLock, setAside } from "./_set_aside.ts";
import { MIGRATIONS } from "./_migrations.ts";

/** Options of {@linkcode openCatalogStore}. */
export interface OpenCatalogStoreOptions {
  /** Dates what is written. The machine's own clock unless given. */
  readonly clock?: Clock;
  /** Told the new name of a file that was damaged, and what was wrong with it. */
  readonly onSetAside?: (damaged: { readonly path: string; readonly reason: string }) => void;
}

/**
 * Open the catalog's SQLite file. The file and its folder are made when they are missing, and an older schema is brought
 * up to date; `":memory:"` gives a store that lives as long as it is open.
 *
 * What the file holds can be had again, but for what the user has chosen: a damaged file is not thrown away but renamed
 * (`catalog.sqlite.corrupt-2026-08-01T12-00-00-000Z`), and a fresh one takes its place.
 *
 * @throws {UserError} when a newer Tapedeck wrote the file, which stays as it is, or when it cannot be opened.
 *
 * @example A store for as long as a test takes
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openCatalogStore } from "@tapedeck/tapedeck";
 *
 * using store = await openCatalogStore(":memory:");
 * assertEquals(store.promotions(), []);
 * ```
 */
export async function openCatalogStore(path: string, options: OpenCatalogStoreOptions = {}): Promise<CatalogStore> {
  const clock = options.clock ?? systemClock;
  if (path === ":memory:") return new CatalogStore(await prepared(path, clock), { path, clock });
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    const db = await openedSound(path, clock) ?? await openedAnew(path, clock, options.onSetAside);
    return new CatalogStore(db, { path, clock });
  } catch (error) {
    throw asUserError(error, path);
  }
}

/** The file, unless it is damaged. */
async function openedSound(path: string, clock: Clock): Promise<DatabaseSync | null> {
  using _ = await openingLock(path, { alone: false });
  return (await tried(path, clock)).db;
}

/** A fresh file in place of the damaged one; another process may have seen to that by now. */
async function openedAnew(
  path: string,
  clock: Clock,
  onSetAside: OpenCatalogStoreOptions["onSetAside"],
): Promise<DatabaseSync> {
  using _ = await openingLock(path, { alone: true });
  const { db, reason } = await tried(path, clock);
  if (db !== null) return db;
  onSetAside?.({ path: await setAside(path, clock), reason });
  return await prepared(path, clock);
}

type Tried = { readonly db: DatabaseSync; readonly reason: null } | { readonly db: null; readonly reason: string };

async function tried(path: string, clock: Clock): Promise<Tried> {
  try {
    return { db: await prepared(path, clock), reason: null };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { db: null, reason: error.message };
  }
}

/** The file with the newest schema. */
async function prepared(path: string, clock: Clock): Promise<DatabaseSync> {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    await whileBusy(clock, () => db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"));
    await whileBusy(clock, () => assertSound(db));
    const options = { migrations: MIGRATIONS, what: `the catalog "${path}"`, now: () => clock.date() };
    await whileBusy(clock, () => migrateSqlite(db, options));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The file is small, and whoever reads a damaged page of it later could no longer choose a fresh one. */
function assertSound(db: DatabaseSync): void {
  const { quick_check: answer } = db.prepare("PRAGMA quick_check(1)").get() as { quick_check: string };
  if (answer !== "ok") throw new Error(`database disk image is malformed: ${answer}`);
}

/** What SQLite and the system say of a file is about what the user named; other errors pass as they are. */
function asUserError(error: unknown, path: string): unknown {
  // SQLite's errors and those of the operating system have a code, those of a missing permission none.
  const hasCode = error instanceof Error && "code" in error && typeof error.code === "string";
  if (!hasCode && !(error instanceof Deno.errors.NotCapable)) return error;
  const { message } = error as Error;
  return new UserError(`Cannot open the catalog as ${message}: current value is "${path}"`, { cause: error });
}
