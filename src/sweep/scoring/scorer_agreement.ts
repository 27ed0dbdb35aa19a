import { nearestName, UserError } from "../../base/mod.ts";
import { type Agreement, agreement, scoredAttempts } from "../../scoring/mod.ts";
import type { Ledger } from "../../spec/mod.ts";

/**
 * How far two scorers of a run agree on which answers pass: a judge and people, two judges.
 * @throws {UserError} when the ledger has no such run, or the run no verdict of a scorer.
 */
export async function scorerAgreement(
  ledger: Ledger,
  runId: string,
  { scorers: [first, second], threshold }: { readonly scorers: readonly [string, string]; readonly threshold?: number },
): Promise<Agreement> {
  if (await ledger.run(runId) === null) {
    throw new UserError(`Cannot compare scorers as the ledger has no such run: current value is "${runId}"`, {
      exitCode: 2,
    });
  }
  const known = new Set<string>();
  const verdicts: [number, number][] = [];
  for await (const { final, status, scores } of scoredAttempts(ledger, runId)) {
    if (!final || status !== "ok") continue;
    for (const scorer in scores) known.add(scorer);
    const [a, b] = [scores[first] ?? null, scores[second] ?? null];
    if (a !== null && b !== null) verdicts.push([a, b]);
  }
  for (const scorer of [first, second]) {
    if (known.has(scorer)) continue;
    const nearest = nearestName(scorer, known);
    const hint = nearest === null ? `it has ${[...known].join(", ") || "none"}` : `did you mean "${nearest}"?`;
    throw new UserError(
      `Cannot compare scorers as the run has none of this name (${hint}): current value is "${scorer}"`,
      {
        exitCode: 2,
      },
    );
  }
  return agreement(verdicts, threshold === undefined ? {} : { threshold });
}
