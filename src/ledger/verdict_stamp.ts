import type { Ledger } from "../spec/mod.ts";

/** Ratings by hand are added to a scoring that has ended. */
const HUMAN = "human";

/** What tells one state of a run's verdicts from another: the same stamp, the same verdicts. */
export async function verdictStamp(ledger: Pick<Ledger, "scorings" | "scores">, runId: string): Promise<string> {
  const stamps = await Promise.all((await ledger.scorings(runId)).map(async ({ number, endedAt, scorers }) => {
    if (!scorers.includes(HUMAN)) return [number, endedAt];
    let [count, latest] = [0, ""];
    for await (const { at } of ledger.scores(runId, number)) {
      count++;
      if (at > latest) latest = at;
    }
    return [number, endedAt, count, latest];
  }));
  return JSON.stringify(stamps);
}
