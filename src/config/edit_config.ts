import { dirname } from "node:path";
import { createTemporary, lockFile, replacedFile, UserError, writeAll } from "../base/mod.ts";
import type { ConfigFile } from "./config_file.ts";
import { migrateConfig } from "./migrate_config.ts";
import { parseConfig } from "./parse_config.ts";
import { decodeTomlFile } from "./read_toml_file.ts";
import { editToml } from "./toml/mod.ts";

/** A change of one value of a configuration file. */
export interface ConfigEdit {
  /** Keys and indices from the root: `["aliases", "models", "fast"]`; the index behind the last one adds to a list. */
  readonly path: readonly (string | number)[];
  /** What it is to be, as a file would say it; absent: it is to be gone. */
  readonly value?: unknown;
}

/** What came of {@linkcode editConfig}. */
export interface EditedConfig {
  /** The file, links followed. */
  readonly path: string;
  /** Whether a byte of it changed. */
  readonly isChanged: boolean;
  /** What it says now. */
  readonly config: ConfigFile;
}

/** How often somebody who takes no lock may come in between. */
const MAX_TRIES = 5;

/**
 * Set and delete values of a configuration file; one that is not there is made. Comments, order and layout of all else stay
 * as they are. Two processes that write at once write one after the other, and neither takes back what the other has
 * written: where a change follows from what the file says, give a function of that. The file is replaced as a whole, under
 * its old rights, so that nobody ever reads half of it; a link stays a link.
 *
 * @throws {UserError} when the file is not valid, or would not be afterwards, or cannot be written; it is left as it was.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { editConfig } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, 'version = 1\n[defaults]\nmodel = "a/b" # for now\n');
 * await editConfig(path, [{ path: ["defaults", "model"], value: "openai/gpt-4o" }]);
 * assertEquals(await Deno.readTextFile(path), 'version = 1\n[defaults]\nmodel = "openai/gpt-4o" # for now\n');
 * await Deno.remove(path);
 * ```
 */
export async function editConfig(
  path: string,
  edits: readonly ConfigEdit[] | ((config: ConfigFile) => readonly ConfigEdit[]),
): Promise<EditedConfig> {
  return await rewriteConfig(path, (text) => {
    const current = migrateConfig(text, { path }).text;
    return editToml(current, typeof edits === "function" ? edits(parseConfig(text, { path })) : edits);
  });
}

/** Replace the text of a configuration file, as {@linkcode editConfig} does. `change` can be called more than once. */
export async function rewriteConfig(path: string, change: (text: string) => string): Promise<EditedConfig> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const edited = await rewriteOnce(path, change);
    if (edited !== null) return edited;
  }
  throw new UserError(
    `Cannot write the configuration as somebody else writes it all the time: current value is ${path}`,
  );
}

const OPEN: Deno.OpenOptions = { read: true, write: true, create: true };

/** `null`: somebody who takes no lock, such as an editor, wrote in between. */
async function rewriteOnce(path: string, change: (text: string) => string): Promise<EditedConfig | null> {
  const isNew = await isMissing(path);
  using lock = await openLocked(path);
  const { size } = await lock.stat();
  try {
    return await rewriteLocked(path, change);
  } catch (error) {
    // What was made for its lock alone is nobody's file.
    if (isNew && size === 0) await Deno.remove(path);
    throw error;
  }
}

async function rewriteLocked(path: string, change: (text: string) => string): Promise<EditedConfig | null> {
  const bytes = await Deno.readFile(path);
  const text = decodeTomlFile(bytes, { path, what: "configuration" });
  const { text: changed, config } = validChange(path, { text, change });
  const target = await replacedFile(path);
  if (changed === text) return { path: target.path, isChanged: false, config };
  try {
    await fill(target, withMarkOf(bytes, changed));
    if (!isSame(bytes, await Deno.readFile(target.path))) return null;
    await Deno.rename(target.temporary, target.path);
    return { path: target.path, isChanged: true, config };
  } catch (cause) {
    throw unwritable(path, cause as Error);
  } finally {
    await Deno.remove(target.temporary).catch(() => {});
  }
}

/** What the file is to say, once that is valid. */
function validChange(
  path: string,
  { text, change }: { readonly text: string; readonly change: (text: string) => string },
): { readonly text: string; readonly config: ConfigFile } {
  parseConfig(text, { path });
  const changed = change(text);
  try {
    return { text: changed, config: parseConfig(changed, { path }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problems = error.message.split("\n").slice(1).join("\n");
    throw new UserError(
      `Cannot change the configuration ${path} as it would not be valid any more; it was left as it was:\n${problems}`,
      { exitCode: 2 },
    );
  }
}

async function openLocked(path: string): Promise<Deno.FsFile> {
  try {
    return await lockFile(path, await openOrMake(path), OPEN);
  } catch (cause) {
    throw unwritable(path, cause as Error);
  }
}

async function openOrMake(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, OPEN);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.mkdir(dirname(path), { recursive: true });
    return await Deno.open(path, OPEN);
  }
}

async function fill(target: Parameters<typeof createTemporary>[0], bytes: Uint8Array): Promise<void> {
  using file = await createTemporary(target);
  await writeAll(file, bytes);
  await file.sync();
}

async function isMissing(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => false, (error) => error instanceof Deno.errors.NotFound);
}

const MARK = new Uint8Array([0xef, 0xbb, 0xbf]);

/** The text with a byte order mark, where the file begins with one. */
function withMarkOf(bytes: Uint8Array, text: string): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  return isSame(bytes.subarray(0, MARK.length), MARK) ? new Uint8Array([...MARK, ...encoded]) : encoded;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function unwritable(path: string, cause: Error): UserError {
  return new UserError(
    `Cannot write the configuration as ${whyUnwritable(cause)}; it was left as it was: current value is ${path}`,
    { cause },
  );
}

function whyUnwritable(error: Error): string {
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return "it or its folder may not be written";
  }
  return error instanceof Deno.errors.IsADirectory ? "it is a folder" : error.message;
}
