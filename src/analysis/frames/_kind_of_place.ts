import { UserError } from "../../base/mod.ts";
import { isPostgresUrl } from "../../ledger/mod.ts";

/** What a path can lead to. */
export type PlaceKind = "folder" | "parquet" | "ledger";

/**
 * What stands at a path, told by its first bytes. The URL of a database names a ledger.
 * @throws {UserError} when there is nothing, or nothing that has results.
 */
export async function kindOfPlace(path: string): Promise<PlaceKind> {
  const kind = isPostgresUrl(path) ? "ledger" : await kindOfFile(path);
  if (kind !== null) return kind;
  throw new UserError(
    `Cannot load the run as the file is neither a folder of results, nor Parquet, nor a ledger: current value is "${path}"`,
  );
}

/**
 * The same of a file or folder; `null`: it is none of these.
 * @throws {UserError} when there is nothing.
 */
export async function kindOfFile(path: string): Promise<PlaceKind | null> {
  try {
    if ((await Deno.stat(path)).isDirectory) return "folder";
    const head = new Uint8Array(16);
    using file = await Deno.open(path);
    await file.read(head);
    const text = new TextDecoder().decode(head);
    return text.startsWith("PAR1") ? "parquet" : text.startsWith("SQLite format 3") ? "ledger" : null;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(`Cannot load the run as there is no such file: current value is "${path}"${hintFor(path)}`, {
      cause: error,
    });
  }
}

/** Ids look the same on the command line, which knows where the ledger is. */
function hintFor(path: string): string {
  return /^(latest|last|run_[\w-]*)$/.test(path) ? "; an id of a run needs the ledger that it is in" : "";
}
