import type { Shard } from "./shard.ts";

/** Where a run is locked. */
export interface RunLockPlace {
  /** The SQLite file, or the address of a server. */
  readonly ledgerPath: string;
  readonly outRoot: string;
}

/**
 * A run, or a shard of it, that is this process's own. A run as a whole is nobody else's; a shard leaves the other shards
 * to others. The locks stand beside the ledger, which is what two processes would share, and last as long as the process:
 * one that is killed leaves none behind.
 */
export class RunLock {
  readonly #path: string;
  #run: Deno.FsFile;
  readonly #shard: Deno.FsFile | null;

  private constructor(path: string, run: Deno.FsFile, shard: Deno.FsFile | null) {
    this.#path = path;
    this.#run = run;
    this.#shard = shard;
  }

  /** `null`: somebody else has it. */
  static async take(place: RunLockPlace, runId: string, shard?: Shard): Promise<RunLock | null> {
    const path = `${await lockFolder(place)}/${runId}`;
    const run = await tryOpen(path, shard === undefined);
    if (run === null || shard === undefined) return run === null ? null : new RunLock(path, run, null);
    const own = await tryOpen(`${path}.${shard.index}-of-${shard.of}`, true);
    if (own !== null) return new RunLock(path, run, own);
    run.close();
    return null;
  }

  /** Whether no other shard of the run is being run any more; from then on nobody else can begin one. */
  async becomeOnly(): Promise<boolean> {
    if (this.#shard === null) return true;
    this.#run.close();
    this.#run = await Deno.open(this.#path, { write: true, create: true });
    return await this.#run.tryLock(true);
  }

  release(): void {
    this.#run.close();
    this.#shard?.close();
  }
}

/** Shards that begin at once choose their run one after the other: the first begins it, the others join. */
export async function lockChoice(place: RunLockPlace): Promise<Disposable> {
  const file = await Deno.open(`${await lockFolder(place)}/choice`, { write: true, create: true });
  await file.lock(true);
  return file;
}

/** A ledger on a server has no place beside it. */
async function lockFolder({ ledgerPath, outRoot }: RunLockPlace): Promise<string> {
  const folder = /^\w+:\/\//.test(ledgerPath) ? `${outRoot}/.locks` : `${ledgerPath}.locks`;
  await Deno.mkdir(folder, { recursive: true });
  return folder;
}

async function tryOpen(path: string, exclusive: boolean): Promise<Deno.FsFile | null> {
  const file = await Deno.open(path, { read: true, write: true, create: true });
  if (await file.tryLock(exclusive)) return file;
  file.close();
  return null;
}
