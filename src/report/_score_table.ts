import { canonicalJson } from "../base/mod.ts";
import { reduceRepeats, type RepeatReduction, type RepeatScores } from "../scoring/mod.ts";
import type { Attempt } from "../spec/mod.ts";

/** Scores of cells, by variant and prompt. */
export interface PromptScores {
  /** What the repeats of each prompt come to, variant by variant; none where nothing has this score. */
  of(figure: string): ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** The repeats of one prompt of one variant. */
interface Repeats {
  /** Every repeat's verdicts, where they are reduced by more than a mean. */
  readonly all: RepeatScores[];
  /** By figure, the sum of what was scored, and how many. */
  readonly sums: Map<string, { total: number; count: number }>;
}

const OF_SCORER = "scores.";

/** Gathers the scores of cells. Where nothing is said of repeats, they come to their mean, and only sums are kept. */
export class ScoreTable implements PromptScores {
  readonly #reduction: RepeatReduction | null;
  /** Variant → prompt → repeats. */
  readonly #variants = new Map<string, Map<string, Repeats>>();

  constructor(reduction: RepeatReduction | null) {
    this.#reduction = reduction;
  }

  /** The last try of a cell that has ended. */
  add(attempt: Attempt): void {
    const { score, scores, status, promptId } = attempt;
    const prompts = entry(this.#variants, variantKey(attempt), () => new Map<string, Repeats>());
    const repeats = entry(prompts, promptId, () => ({ all: [], sums: new Map() }));
    if (this.#reduction !== null) repeats.all.push(status === "ok" ? scores : null);
    addTo(repeats.sums, "score", score);
    for (const [name, value] of Object.entries(scores)) addTo(repeats.sums, OF_SCORER + name, value);
  }

  of(figure: string): Map<string, Map<string, number>> {
    const scored = [...this.#variants].filter(([, prompts]) => applies(figure, prompts)).map((
      [variant, prompts],
    ): [string, Map<string, number>] => [
      variant,
      new Map([...prompts].flatMap(([prompt, repeats]): [string, number][] => {
        const value = this.#valueOf(repeats, figure);
        return value === null ? [] : [[prompt, value]];
      })),
    ]);
    return new Map(scored.filter(([, prompts]) => prompts.size > 0));
  }

  /** The mean over prompts and variants of what their repeats come to; `null` of nothing. */
  mean(figure: string): number | null {
    const values = [...this.of(figure).values()].flatMap((prompts) => [...prompts.values()]);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  }

  /** How many cells have the score. */
  count(figure: string): number {
    let count = 0;
    for (const prompts of this.#variants.values()) {
      for (const { sums } of prompts.values()) count += sums.get(figure)?.count ?? 0;
    }
    return count;
  }

  #valueOf({ all, sums }: Repeats, figure: string): number | null {
    if (this.#reduction === null) {
      const sum = sums.get(figure);
      return sum === undefined ? null : sum.total / sum.count;
    }
    if (figure === "score") return reduceRepeats(all, this.#reduction).score;
    const name = figure.slice(OF_SCORER.length);
    const own = all.map((scores) => scores === null ? null : { [name]: scores[name] ?? null });
    return reduceRepeats(own, { ...this.#reduction, weights: { [name]: 1 } }).score;
  }
}

/** Seeds are repeats under another name: they make no variants. */
function variantKey({ requestId, endpoint, axes }: Attempt): string {
  if (!Object.hasOwn(axes, "seed")) return requestId;
  const { seed: _, ...rest } = axes;
  return canonicalJson([endpoint, rest]);
}

/** Whether a variant can have a score: of answers that a scorer has nothing to say of, failures count nothing either. */
function applies(figure: string, prompts: ReadonlyMap<string, Repeats>): boolean {
  const repeats = [...prompts.values()];
  return repeats.some(({ sums }) => sums.has(figure)) ||
    repeats.every(({ all }) => all.every((scores) => scores === null));
}

function addTo(sums: Repeats["sums"], figure: string, value: number | null): void {
  if (value === null) return;
  const sum = entry(sums, figure, () => ({ total: 0, count: 0 }));
  sum.total += value;
  sum.count++;
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make();
  map.set(key, made);
  return made;
}
