import { dirname, isAbsolute, relative, resolve } from "node:path";
import { isThere } from "../../base/mod.ts";
import { isPostgresUrl } from "../../ledger/mod.ts";
import type { JsonObject, RunRecord } from "../../spec/mod.ts";

/** Where the run's id goes in the path of a tape: each run then has a tape of its own. */
const RUN = "{run}";

/** The files of a run beside its ledger. */
export interface RunFiles {
  /** The SQLite file, or the URL of the database. */
  readonly ledgerPath: string;
  /** The plan's file. */
  readonly planPath: string;
  /** `null`: there is no tape. */
  readonly cassettePath: string | null;
}

/** Whether each run of a plan has a tape of its own. */
export function isTapeOfEachRun(cassettePath: string | null): boolean {
  return cassettePath?.includes(RUN) ?? false;
}

/** The path of a run's tape. */
export function tapeOfRun(cassettePath: string | null, runId: string): string | null {
  return cassettePath?.replaceAll(RUN, runId) ?? null;
}

/**
 * Where the files of a run are as its ledger and its plan see them, for the manifest. Nothing in it says where on a
 * machine that is, so that it holds wherever all of them are moved together.
 */
export function placesFrom({ ledgerPath, planPath, cassettePath }: RunFiles): JsonObject {
  return {
    ...(isPostgresUrl(ledgerPath) ? {} : { plan: between(dirname(resolve(ledgerPath)), planPath) }),
    ...(cassettePath === null ? {} : { cassette: between(dirname(resolve(planPath)), cassettePath) }),
  };
}

/** Where the files of a run are now: where they stand beside the ledger, else where they stood when the run began. */
export async function placesOf(run: RunRecord, ledgerPath: string): Promise<Omit<RunFiles, "ledgerPath">> {
  const { plan, cassette } = kept(run);
  const planPath = plan === undefined || isPostgresUrl(ledgerPath) ? null : resolve(dirname(resolve(ledgerPath)), plan);
  const beside = planPath === null || cassette === undefined ? null : resolve(dirname(planPath), cassette);
  const isBeside = beside !== null && await isThere(beside);
  return { planPath: planPath ?? "", cassettePath: run.cassette === null ? null : isBeside ? beside : run.cassette };
}

/**
 * Whether the tape at a path is the one that a run was made with: it is where the run's was, or as far from the plan, or
 * it has recordings of the run. Folders that were moved, and tapes that were merged, are the same tape.
 */
export async function isTapeOf(run: RunRecord, { planPath, cassettePath }: RunFiles): Promise<boolean> {
  const path = tapeOfRun(cassettePath, run.runId);
  if (path === null || run.cassette === null) return path === run.cassette;
  if (resolve(path) === resolve(run.cassette)) return true;
  const { cassette } = kept(run);
  if (cassette !== undefined && cassette === between(dirname(resolve(planPath)), path)) return true;
  return await hasRecordings(path, run.runId);
}

function kept({ manifest }: RunRecord): { readonly plan?: string; readonly cassette?: string } {
  const { places } = manifest;
  if (typeof places !== "object" || places === null || Array.isArray(places)) return {};
  const text = (value: unknown) => typeof value === "string" ? value : undefined;
  return { plan: text(places.plan), cassette: text(places.cassette) };
}

/** With `/` on every system. */
function between(folder: string, path: string): string {
  const way = relative(folder, resolve(path));
  return isAbsolute(way) ? way : way.replaceAll("\\", "/");
}

/** Looked for in the bytes: a tape may be larger than the memory. */
async function hasRecordings(path: string, runId: string): Promise<boolean> {
  if (!await isThere(path)) return false;
  const sought = `"run":${JSON.stringify(runId)}`;
  let tail = "";
  using file = await Deno.open(path);
  for await (const text of file.readable.pipeThrough(new TextDecoderStream())) {
    const seen = tail + text;
    if (seen.includes(sought)) return true;
    tail = seen.slice(-sought.length);
  }
  return false;
}
