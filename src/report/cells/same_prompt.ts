import { scoredAttempts } from "../../scoring/mod.ts";
import type { Attempt, Ledger } from "../../spec/mod.ts";
import { costOfTries } from "./_group_tries.ts";

/** A cell that differs from another one in its endpoint alone. */
export interface OtherCell {
  /** Its last try, with the verdicts that count now. */
  readonly last: Attempt;
  /** What all of its tries cost together, as a decimal string; `null`: unknown, or none has one. */
  readonly costUsd: string | null;
}

/** What other endpoints answered to a prompt. */
export interface SamePrompt {
  /** The cells that differ from it in the endpoint alone, in the order of their places; not all of many. */
  readonly others: readonly OtherCell[];
  /** How many cells of the run have the prompt, the cell itself included. */
  readonly cells: number;
}

const MOST = 8;

/**
 * The cells of a run that ask other endpoints the same as this one: the same prompt, parameters and repeat. The tries of
 * the whole run are looked at, without their long texts.
 */
export async function samePrompt(
  ledger: Ledger,
  { runId, cellIndex, endpoint, promptId, label, repeat }: Pick<
    Attempt,
    "runId" | "cellIndex" | "endpoint" | "promptId" | "label" | "repeat"
  >,
): Promise<SamePrompt> {
  const cells = new Set([cellIndex]);
  const others = new Set<number>();
  for await (const one of ledger.cellTries(runId, { fields: ["endpoint", "promptId", "label", "repeat"] })) {
    if (one.promptId !== promptId) continue;
    cells.add(one.cellIndex);
    if (one.endpoint !== endpoint && one.label === label && one.repeat === repeat) others.add(one.cellIndex);
  }
  const found: OtherCell[] = [];
  for (const index of [...others].slice(0, MOST)) {
    const tries = await Array.fromAsync(scoredAttempts(ledger, runId, { from: index, to: index }));
    if (tries.length > 0) found.push({ last: tries[tries.length - 1], costUsd: costOfTries(tries) });
  }
  return { others: found, cells: cells.size };
}
