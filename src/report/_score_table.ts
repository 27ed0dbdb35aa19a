import type { Attempt } from "../spec/mod.ts";

/** Scores of cells, by variant and prompt. */
export interface PromptScores {
  /** The means of the repeats of each prompt, variant by variant; none where nothing has this score. */
  of(figure: string): ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** A sum of scores, and of how many. */
interface Sum {
  total: number;
  count: number;
}

/** Gathers the scores of cells: figure → variant → prompt. */
export class ScoreTable implements PromptScores {
  readonly #sums = new Map<string, Map<string, Map<string, Sum>>>();

  add({ score, scores, requestId, promptId }: Attempt): void {
    this.#add("score", score, requestId, promptId);
    for (const [name, value] of Object.entries(scores)) this.#add(`scores.${name}`, value, requestId, promptId);
  }

  of(figure: string): Map<string, Map<string, number>> {
    return new Map([...this.#sums.get(figure) ?? []].map(([variant, prompts]) => [
      variant,
      new Map([...prompts].map(([prompt, { total, count }]) => [prompt, total / count])),
    ]));
  }

  /** The mean over prompts and variants of the means of repeats; `null` of nothing. */
  mean(figure: string): number | null {
    const values = [...this.of(figure).values()].flatMap((prompts) => [...prompts.values()]);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  }

  /** How many cells have the score. */
  count(figure: string): number {
    let count = 0;
    for (const prompts of this.#sums.get(figure)?.values() ?? []) {
      for (const sum of prompts.values()) count += sum.count;
    }
    return count;
  }

  #add(figure: string, value: number | null, ...[variant, prompt]: [variant: string, prompt: string]): void {
    if (value === null) return;
    const prompts = entry(entry(this.#sums, figure, () => new Map()), variant, () => new Map<string, Sum>());
    const sum = entry(prompts, prompt, () => ({ total: 0, count: 0 }));
    sum.total += value;
    sum.count++;
  }
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make();
  map.set(key, made);
  return made;
}
