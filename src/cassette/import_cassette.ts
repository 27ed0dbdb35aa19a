import { join } from "node:path";
import { createTemporary, isSameFile, lockFile, replacedFile, UserError } from "../base/mod.ts";
import type { Clock, Credential, WireLens } from "../spec/mod.ts";
import type { ExchangeFormat, ForeignExchange, ForeignFile } from "./exchange_formats/mod.ts";
import { recordForeign } from "./_record_foreign.ts";

/** Options of {@linkcode importCassette}. */
export interface ImportOptions {
  /** The path of the tape. */
  readonly out: string;
  /** What the files are; told by what each of them holds unless given. */
  readonly from?: ExchangeFormat;
  /**
   * What becomes of a tape that is there: `refuse` (the default) leaves it and throws, `append` adds to it (a request
   * that it has already is recorded anew, as by a session that records), `replace` writes another in its place.
   */
  readonly existing?: "refuse" | "append" | "replace";
  /** Import what is sound, where an entry or a file is not. Otherwise nothing is written. */
  readonly skipBroken?: boolean;
  /** The base URL of each endpoint by its name, as for `openCassette`. */
  readonly endpoints?: { readonly [name: string]: string };
  /** Request headers to add to every request, where the program did not keep those that are part of the key. */
  readonly headers?: { readonly [name: string]: string };
  /** JSON Pointers to fields of request bodies that do not count for the key; for a new tape. */
  readonly ignore?: readonly string[];
  /**
   * The time of recordings of which neither the file nor a `Date` header tells one: RFC 3339. 1970-01-01 unless given, so
   * that an import never makes a recording of unknown age look young. Milliseconds then count the recordings.
   */
  readonly recordedAt?: string;
  /** As for `openCassette`. */
  readonly secrets?: readonly (Credential | string)[];
  /** As for `openCassette`. */
  readonly env?: false | { readonly [name: string]: string };
  /** As for `openCassette`. */
  readonly lenses?: readonly WireLens[];
  /** The system's clock unless given. */
  readonly clock?: Clock;
}

/** An entry of a foreign file that is not on the tape, or not as it was. */
export interface ImportNotice {
  /** The file's path. */
  readonly path: string;
  /** Where the entry stands in it: `interactions/3`; the empty string for the file as a whole. */
  readonly place: string;
  /** For people. */
  readonly reason: string;
}

/** One file of an import. */
export interface ImportedFile {
  /** As it was found. */
  readonly path: string;
  /** What it is. */
  readonly format: ExchangeFormat;
  /** How many exchanges of it were given to the tape. */
  readonly interactions: number;
}

/** What an import did. */
export interface ImportReport {
  /** The path of the tape. */
  readonly out: string;
  /** In the order in which they were read. */
  readonly files: readonly ImportedFile[];
  /** How many recordings the tape got. */
  readonly interactions: number;
  /** Of these, how many bodies were made again from parsed ones. */
  readonly reconstructed: number;
  /** Of these, of how many neither the file nor a header told the time. */
  readonly undated: number;
  /** Entries that cannot be imported; there are none unless `skipBroken` is set. */
  readonly broken: readonly ImportNotice[];
  /** Entries that are no HTTP exchanges. */
  readonly skipped: readonly ImportNotice[];
  /** Answers that the tape refused, as a credential in them could not be replaced. */
  readonly refused: readonly ImportNotice[];
  /** Damage that changed nothing that is kept. */
  readonly warnings: readonly ImportNotice[];
}

/** So many broken entries are told in an error. */
const MOST_TOLD = 20;
/** Files of a folder that may be recordings. */
const RECORDING = /\.(?:ya?ml|json|har|zz)$/i;

/**
 * Bring what other programs recorded onto a tape, without a word about any provider, but those that the options tell.
 *
 * @throws {UserError} when a file is of no known format, an entry is broken, or the tape is there or cannot be written.
 */
export async function importCassette(paths: readonly string[], options: ImportOptions): Promise<ImportReport> {
  const { out, existing = "refuse", skipBroken = false, recordedAt } = options;
  if (recordedAt !== undefined && Number.isNaN(Date.parse(recordedAt))) {
    throw new UserError(`Cannot import as "recordedAt" must be a time (RFC 3339): current value is "${recordedAt}"`, {
      exitCode: 2,
    });
  }
  if (existing === "refuse" && await isThere(out)) {
    throw new UserError(
      `Cannot import as the tape is there already (--append adds to it, --force replaces it): current value is "${out}"`,
      { exitCode: 2 },
    );
  }
  const files = await filesOf(paths);
  for (const path of files) {
    if (!await isSameFile(path, out)) continue;
    throw new UserError(`Cannot import as the tape is one of the files to import: current value is "${out}"`, {
      exitCode: 2,
    });
  }
  const read = await readAll(files, options);
  const [first] = read.broken;
  if (first !== undefined && !skipBroken) throw brokenError(read.broken);
  if (first !== undefined && read.exchanges.length === 0 && existing === "replace" && await isThere(out)) {
    throw brokenError(read.broken);
  }
  const recorded = await write(read.exchanges, { ...options, endpoints: endpointsOf(read.files, options) });
  return {
    out,
    files: read.files.map(({ path, file }) => ({ path, format: file.format, interactions: file.exchanges.length })),
    ...recorded,
    broken: read.broken,
    skipped: read.skipped,
    warnings: read.warnings,
  };
}

/** An exchange, and the file in which it stands. */
export interface ExchangeOfFile {
  readonly path: string;
  readonly exchange: ForeignExchange;
}

interface ReadFile {
  readonly path: string;
  readonly file: ForeignFile;
}

/** Read every file before anything is written. */
async function readAll(paths: readonly string[], { from }: ImportOptions) {
  // Only here: YAML and schemas cost start-up time, and a replay needs none.
  const { readForeignFile } = await import("./exchange_formats/mod.ts");
  const files: ReadFile[] = [];
  const broken: ImportNotice[] = [];
  for (const path of paths) {
    try {
      const bytes = await readBytes(path);
      assertForeign(path, bytes);
      files.push({ path, file: readForeignFile(bytes, { path, format: from }) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      broken.push({ path, place: "", reason: error.message });
    }
  }
  const notices = (of: "broken" | "skipped") =>
    files.flatMap(({ path, file }) => file[of].map(({ place, reason }) => ({ path, place, reason })));
  return {
    files,
    exchanges: files.flatMap(({ path, file }) => file.exchanges.map((exchange) => ({ path, exchange }))),
    broken: [...broken, ...notices("broken")],
    skipped: notices("skipped"),
    warnings: files.flatMap(({ path, file }) => file.warnings.map((reason) => ({ path, place: "", reason }))),
  };
}

/** How a cassette of Tapedeck begins. */
const OWN_START = new TextEncoder().encode('{"tapedeck":');

function assertForeign(path: string, bytes: Uint8Array): void {
  if (!OWN_START.every((byte, at) => bytes[at] === byte)) return;
  throw new UserError(
    `Cannot import the file as it is a cassette of Tapedeck (\`tapedeck cassette merge\` joins them): current value is "${path}"`,
  );
}

/** The files that are named, and in place of a folder those in it that may be recordings, by name. */
async function filesOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const info = await Deno.stat(path).catch((cause) => {
      throw unreadable(path, cause);
    });
    if (!info.isDirectory) {
      files.push(path);
      continue;
    }
    const found = await recordingsIn(path);
    if (found.length === 0) {
      throw new UserError(
        `Cannot import the folder as it has no .yaml, .yml, .json, .har or .zz file: current value is "${path}"`,
      );
    }
    files.push(...found);
  }
  return files;
}

async function recordingsIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  const entries = await Array.fromAsync(Deno.readDir(folder));
  for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(folder, name);
    if (isDirectory) files.push(...await recordingsIn(path));
    else if (RECORDING.test(name)) files.push(path);
  }
  return files;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Files that Tapedeck exported bring the base URLs of their endpoints; those of the options go first. */
function endpointsOf(files: readonly ReadFile[], { endpoints = {} }: ImportOptions): { [name: string]: string } {
  const all: { [name: string]: string } = { ...endpoints };
  for (const { path, file } of files) {
    for (const [name, url] of Object.entries(file.endpoints)) {
      if (endpoints[name] !== undefined) continue;
      if (all[name] !== undefined && all[name] !== url) {
        throw new UserError(
          `Cannot import as two files give the endpoint "${name}" another base URL ("${all[name]}"): ` +
            `current value is "${url}" ("${path}")`,
        );
      }
      all[name] = url;
    }
  }
  return all;
}

/** A new tape takes its name when it is whole. */
async function write(exchanges: readonly ExchangeOfFile[], options: ImportOptions) {
  const { out, existing } = options;
  if (existing === "append") return await recordForeign(exchanges, out, options);
  const target = await replacedFile(out);
  const { temporary } = target;
  try {
    // A process that records into the old tape waits, and goes on in the new one.
    using _held = existing === "replace" ? await lockedTape(target.path) : null;
    (await createTemporary(target)).close();
    const recorded = await recordForeign(exchanges, temporary, options);
    await Deno.rename(temporary, target.path);
    return recorded;
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    if (error instanceof UserError) throw error;
    // The temporary file is none that the user has named.
    const reason = error instanceof Deno.errors.NotFound
      ? "its folder is not there"
      : error instanceof Error
      ? error.message.replaceAll(temporary, out)
      : String(error);
    throw new UserError(`Cannot import as the tape cannot be written (${reason}): current value is "${out}"`, {
      cause: error,
    });
  }
}

function brokenError(broken: readonly ImportNotice[]): UserError {
  const lines = broken.map(({ path, place, reason }) => place === "" ? reason : `${path}: ${place}: ${reason}`);
  const many = broken.length === 1 ? "something in them is" : `${broken.length} things in them are`;
  return new UserError(
    `Cannot import the files as ${many} broken (the rest can be imported by leaving it out: --skip-broken)\n` +
      lines.slice(0, MOST_TOLD).map((line) => `  ${line}`).join("\n") +
      (lines.length > MOST_TOLD ? `\n  and ${lines.length - MOST_TOLD} more` : ""),
  );
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): UserError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UserError(`Cannot import the file as it cannot be read (${reason}): current value is "${path}"`, {
    cause,
  });
}

const OPEN: Deno.OpenOptions = { read: true, write: true };

/** `null` where there is none yet. */
async function lockedTape(path: string): Promise<Deno.FsFile | null> {
  try {
    return await lockFile(path, await Deno.open(path, OPEN), OPEN);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
