import type { FileProblems } from "../../config/mod.ts";
import type { ScoreConfig } from "../../scoring/mod.ts";
import type { ScoreReduction } from "../../spec/mod.ts";
import type { Axis } from "../axis.ts";

/** Says of every `pass@k` that no prompt is asked k times. Seeds are repeats under another name. */
export function refuseFewRepeats(
  { reduce, reductions = {} }: ScoreConfig,
  { axes, repeats }: { axes: readonly Axis[]; repeats: number | undefined },
  problems: FileProblems,
): void {
  if (repeats === undefined) return;
  const seeds = axes.find(({ name }) => name === "seed")?.values.length ?? 1;
  const times = repeats * seeds;
  const refuse = (reduction: ScoreReduction | undefined, path: readonly string[]) => {
    const wanted = Number(/^pass@(\d+)$/.exec(reduction ?? "")?.[1] ?? 0);
    if (wanted <= times) return;
    problems.add(path, `needs each prompt to be asked ${wanted} times, and the plan asks it ${times} times`, reduction);
  };
  refuse(reduce, ["score", "reduce"]);
  for (const [name, reduction] of Object.entries(reductions)) refuse(reduction, ["score", name, "reduce"]);
}
