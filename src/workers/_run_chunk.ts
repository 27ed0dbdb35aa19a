import { StaleFenceError } from "../ledger/mod.ts";
import type { Endpoint, Ledger, LimitSettings } from "../spec/mod.ts";
import { CellLeftError, RunEndingError, type RunShare } from "../sweep/share/mod.ts";
import { ChunkCommit } from "./_chunk_commit.ts";
import type { EndedCells } from "./_chunk_table.ts";
import type { HeldChunk } from "./_held_chunk.ts";
import type { Place, Places } from "./_places.ts";
import type { SharedLimits, SharedPermit } from "./_shared_limits.ts";
import { LeaseLostError } from "./lease_lost_error.ts";

/** What the cells of a chunk are run with. */
export interface ChunkParts {
  readonly share: RunShare;
  readonly ledger: Pick<Ledger, "append" | "appendScores">;
  readonly held: HeldChunk;
  readonly ended: EndedCells;
  readonly first: number;
  readonly last: number;
  readonly places: Places;
  /** The limits that hold over all workers. */
  readonly shared: { readonly limits: SharedLimits; of(endpoint: Endpoint): LimitSettings };
  /** No cell is begun any more once it aborts; those that are under way end. */
  readonly stop: AbortSignal;
  readonly onEnded: () => void;
  /** There is no use in calling for a cell, or no budget. */
  readonly onLeft: (reason: string) => void;
}

/**
 * Run the cells of a chunk that have not ended; whether all of them have.
 * @throws {LeaseLostError} when the lease is somebody else's; whatever is no failure of a call.
 */
export async function runChunk(parts: ChunkParts): Promise<boolean> {
  const { share, held, ended, first, last, places, stop } = parts;
  const commit = new ChunkCommit(parts.ledger, held);
  const failure = new AbortController();
  const signal = AbortSignal.any([held.signal, failure.signal]);
  const going = AbortSignal.any([signal, stop]);
  const running = new Set<Promise<void>>();
  let open = last - first + 1 - ended.indexes.size;
  for (let index = first; index <= last && !going.aborted && !share.control.isEnding; index++) {
    if (ended.indexes.has(index)) continue;
    const place = await places.take(going).catch(() => null);
    if (place === null) break;
    const cell = runCell(index, { ...parts, commit, place, signal }).then((hasEnded) => {
      if (hasEnded) open--;
    }, (error) => failure.abort(error)).finally(() => {
      place.leave();
      running.delete(cell);
    });
    running.add(cell);
  }
  await Promise.all(running);
  if (held.signal.aborted) throw held.signal.reason;
  if (failure.signal.aborted) throw failure.signal.reason;
  return open === 0;
}

async function runCell(
  index: number,
  parts: ChunkParts & { readonly commit: ChunkCommit; readonly place: Place; readonly signal: AbortSignal },
): Promise<boolean> {
  const { share, ledger, held, ended, commit, place, signal, onEnded, onLeft, shared } = parts;
  const cell = share.cell(index);
  let permit: SharedPermit | null = null;
  try {
    const rows = await share.run(cell, {
      signal,
      before: ended.tries.get(index) ?? 0,
      waits: place,
      handOver: async (endpoint) => {
        permit?.end();
        const limits = shared.of(endpoint);
        if (Object.keys(limits).length > 0) place.begin();
        permit = await shared.limits.acquire(cell, endpoint, { limits, signal });
        await held.assertHeld();
      },
    });
    (permit as SharedPermit | null)?.end();
    shared.limits.settle(cell, cell.endpoint, { limits: shared.of(cell.endpoint), rows });
    const verdicts = share.takeVerdicts(index);
    if (verdicts.length > 0) {
      await held.assertHeld();
      await ledger.appendScores(verdicts);
    }
    await commit.add(rows);
    held.ended(rows);
    onEnded();
    return true;
  } catch (error) {
    const isOver = [RunEndingError, CellLeftError, LeaseLostError, StaleFenceError].some((one) => error instanceof one);
    if (!isOver && !signal.aborted) throw error;
    if (error instanceof CellLeftError) onLeft(error.message);
    return false;
  } finally {
    (permit as SharedPermit | null)?.end();
  }
}
