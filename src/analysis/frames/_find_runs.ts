import { matchesGlob } from "node:path";
import { nearestName, UserError } from "../../base/mod.ts";
import type { Ledger } from "../../spec/mod.ts";

/** Words for the run that began last, as the commands have them. */
const NEWEST: ReadonlySet<string> = new Set(["latest", "last"]);

/** Whether a text is a pattern of names, and not a name. */
export function isPattern(text: string): boolean {
  return /[*?[{]/.test(text);
}

/**
 * The id of the run that is meant by an id, by a beginning that only one id has, or by `latest`; the newest unless given.
 * @throws {UserError} when there is none, or when several begin so.
 */
export async function findRun(ledger: Ledger, given = "latest"): Promise<string> {
  if (await ledger.run(given) !== null) return given;
  const ids = (await ledger.runs()).map(({ runId }) => runId);
  if (NEWEST.has(given)) {
    if (ids.length > 0) return ids[0];
    throw new UserError("Cannot load the newest run as the ledger has none");
  }
  const begun = given === "" ? [] : ids.filter((id) => id.startsWith(given));
  if (begun.length === 1) return begun[0];
  if (begun.length > 1) {
    throw new UserError(
      `Cannot load the run as ${begun.length} ids begin so (${shown(begun)}): current value is "${given}"`,
    );
  }
  throw noRun("with this id", given, ids);
}

/**
 * The ids of the runs that a pattern or an id stands for, the oldest first.
 * @throws {UserError} when there is none, or when several begin with what is no pattern.
 */
export async function findRuns(ledger: Ledger, given: string): Promise<string[]> {
  if (!isPattern(given)) return [await findRun(ledger, given)];
  const ids = (await ledger.runs()).map(({ runId }) => runId);
  const found = ids.filter((id) => matchesGlob(id, given)).reverse();
  if (found.length === 0) throw noRun("that this pattern fits", given, ids);
  return found;
}

function noRun(which: string, given: string, ids: readonly string[]): UserError {
  const nearest = nearestName(given, ids);
  const hint = nearest === null ? ids.length === 0 ? "" : `; it has ${shown(ids)}` : `; did you mean "${nearest}"?`;
  return new UserError(`Cannot load the run as the ledger has none ${which}: current value is "${given}"${hint}`);
}

const SHOWN = 3;

function shown(ids: readonly string[]): string {
  const some = ids.slice(0, SHOWN).join(", ");
  return ids.length > SHOWN ? `${some}, …` : some;
}
