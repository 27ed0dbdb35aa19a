import { join } from "node:path";
import process from "node:process";
import type { Clock } from "../../spec/mod.ts";
import type { RunningStatus } from "./running_status.ts";

/** How running commands are found. */
export interface ReadRunningOptions {
  /** Tells how old a file is. */
  readonly clock: Clock;
  /** Whether there is such a process; asks the system unless given. */
  readonly isAlive?: (pid: number) => boolean;
}

/** A process writes once a second: of one that has not for so long, another one may have the number by now. */
const GONE_AFTER_MS = 600_000;
const FILE = /^(\d+)\.json(\.new)?$/;

/**
 * How all running commands stand, in the order of their start. Files of processes that are no more are removed; what
 * cannot be read, such as a file of a later version, is left alone.
 */
export async function readRunning(folder: string, options: ReadRunningOptions): Promise<RunningStatus[]> {
  const { clock, isAlive = isProcessAlive } = options;
  const found: RunningStatus[] = [];
  for (const name of await namesIn(folder)) {
    const [, pid, half] = FILE.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, name);
    if (!isAlive(Number(pid))) {
      await Deno.remove(path).catch(() => {});
      continue;
    }
    const status = half === undefined ? await readStatus(path) : null;
    if (status === null) continue;
    if (clock.date().getTime() - Date.parse(status.updatedAt) > GONE_AFTER_MS) await Deno.remove(path).catch(() => {});
    else found.push(status);
  }
  return found.sort((a, b) => a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : a.pid - b.pid);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function readStatus(path: string): Promise<RunningStatus | null> {
  try {
    const status = JSON.parse(await Deno.readTextFile(path));
    return status?.version === 1 ? status : null;
  } catch (error) {
    // It has ended since the folder was read, or somebody else wrote there.
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** One that belongs to somebody else is alive, too. */
function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== "ESRCH";
  }
}
