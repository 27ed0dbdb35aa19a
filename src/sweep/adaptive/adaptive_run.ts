import { Decimal, taggedHash } from "../../base/mod.ts";
import { costIsUnknown } from "../../ledger/mod.ts";
import { reduceRepeats, type RepeatScores } from "../../scoring/mod.ts";
import type { Attempt, JsonValue } from "../../spec/mod.ts";
import { cellAt } from "../cell_at.ts";
import { type CellPlace, type Grid, gridOf } from "../grid/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import type { AdaptiveOutcome, DroppedVariant } from "./adaptive_outcome.ts";
import { beatenVariants, type VariantScores } from "./beaten_variants.ts";
import type { PlanAdaptive } from "./plan_adaptive.ts";
import { roundsOf } from "./rounds_of.ts";

/** Keeps a decision, or reads it back. `null` in a replay that has none. */
export type DecideRound = (
  name: string,
  make: () => Promise<{ readonly choice: JsonValue; readonly reason: string }>,
) => Promise<{ readonly choice: JsonValue } | null>;

/** What an adaptive run works with. */
export interface AdaptiveRunParts {
  readonly plan: SweepPlan;
  readonly adaptive: PlanAdaptive;
  /** 1 at the index of a cell that has ended before. */
  readonly finished: Uint8Array;
  /** All rows so far, those of earlier sessions too, when what has ended is in the ledger. */
  readonly rows: () => AsyncIterable<Attempt>;
  readonly decide: DecideRound;
}

/**
 * The rounds of an adaptive sweep. Each says which cells are left alone; when a round has ended, the scores of all
 * prompts so far decide which variants the next ones go on without. That is decided once, and kept on the tape: a replay
 * has the same cells, whatever its scorers say. A tape without such decisions, that of a whole grid, is played as if it
 * were being recorded.
 */
export class AdaptiveRun {
  readonly #parts: AdaptiveRunParts;
  readonly #grid: Grid;
  readonly #rounds: readonly Uint32Array[];
  /** By sample, the round that asks it. */
  readonly #roundOf: Uint32Array;
  /** The number of the first variant of each endpoint. */
  readonly #firsts: readonly number[];
  readonly #variants: number;
  /** By variant that was dropped, the last round that asked it. */
  readonly #lastRound = new Map<number, number>();
  readonly #dropped: DroppedVariant[] = [];

  constructor(parts: AdaptiveRunParts) {
    this.#parts = parts;
    this.#grid = gridOf(parts.plan);
    this.#rounds = roundsOf(parts.plan.samples.length, parts.adaptive);
    this.#roundOf = new Uint32Array(parts.plan.samples.length);
    this.#rounds.forEach((samples, round) => samples.forEach((sample) => this.#roundOf[sample] = round));
    let variants = 0;
    this.#firsts = this.#grid.endpoints.map(({ points }) => (variants += points.count) - points.count);
    this.#variants = variants;
  }

  /** Round by round, whether a cell is left alone: it has ended, is of another round, or its variant was dropped. */
  async *rounds(): AsyncGenerator<(index: number) => boolean> {
    const { finished } = this.#parts;
    for (let round = 0; round < this.#rounds.length; round++) {
      yield (index) => {
        if (finished[index] !== 0) return true;
        const place = this.#grid.placeOf(index);
        return this.#roundOf[place.sample] !== round || this.#lastRound.has(this.#variantOf(place));
      };
      if (round < this.#rounds.length - 1) await this.#look(round);
    }
  }

  /** What came of it. */
  async outcome(): Promise<AdaptiveOutcome> {
    const left = this.#leftOut();
    let cellsLeftOut = 0;
    for (const cells of left.values()) cellsLeftOut += cells;
    return { dropped: this.#dropped, cellsLeftOut, savedUsd: await this.#saved(left) };
  }

  #variantOf({ endpoint, point }: CellPlace): number {
    return this.#firsts[endpoint] + point;
  }

  /** Decide which variants the rounds behind this one go on without. */
  async #look(round: number): Promise<void> {
    const make = async () => {
      const beaten = beatenVariants(await this.#scores(round), {
        adaptive: this.#parts.adaptive,
        looks: this.#rounds.length - 1,
        variants: this.#variants,
      });
      const prompts = this.#promptsUntil(round);
      const choice = beaten.map(({ variant, leader, ...known }): DroppedVariant => ({
        variant: this.#nameOf(variant),
        leader: this.#nameOf(leader),
        prompts,
        ...known,
      }));
      return { choice: choice as unknown as JsonValue, reason: "These variants are beaten on the prompts so far" };
    };
    const decided = await this.#parts.decide(`${this.#identity()}/${round}`, make) ?? await make();
    for (const dropped of decided.choice as unknown as readonly DroppedVariant[]) {
      const variant = this.#numbers().get(dropped.variant);
      if (variant === undefined || this.#lastRound.has(variant)) continue;
      this.#lastRound.set(variant, round);
      this.#dropped.push(dropped);
    }
  }

  /** The scores of the variants that are left, on the prompts until this round. */
  async #scores(round: number): Promise<Map<number, VariantScores>> {
    const { plan: { score }, adaptive: { metric } } = this.#parts;
    const repeats = new Map<number, Map<number, RepeatScores[]>>();
    for (let variant = 0; variant < this.#variants; variant++) {
      if (!this.#lastRound.has(variant)) repeats.set(variant, new Map());
    }
    for await (const attempt of this.#parts.rows()) {
      if (!attempt.final) continue;
      const place = this.#grid.placeOf(attempt.cellIndex);
      const prompts = repeats.get(this.#variantOf(place));
      if (prompts === undefined || this.#roundOf[place.sample] > round) continue;
      prompts.set(place.sample, [...prompts.get(place.sample) ?? [], verdictsOf(attempt, metric)]);
    }
    return new Map([...repeats].map(([variant, prompts]) => [
      variant,
      new Map([...prompts].flatMap(([sample, all]): [number, number][] => {
        const reduced = reduceRepeats(all, score).score;
        return reduced === null ? [] : [[sample, reduced]];
      })),
    ]));
  }

  #promptsUntil(round: number): number {
    return this.#rounds.slice(0, round + 1).reduce((sum, samples) => sum + samples.length, 0);
  }

  /** The cells that each dropped variant was not asked. */
  #leftOut(): Map<number, number> {
    const left = new Map<number, number>();
    if (this.#lastRound.size === 0) return left;
    const { finished } = this.#parts;
    for (let index = 0; index < this.#grid.count; index++) {
      if (finished[index] !== 0) continue;
      const place = this.#grid.placeOf(index);
      const variant = this.#variantOf(place);
      const last = this.#lastRound.get(variant);
      if (last !== undefined && this.#roundOf[place.sample] > last) left.set(variant, (left.get(variant) ?? 0) + 1);
    }
    return left;
  }

  /** What the cells that were left out would have cost at the mean of those of their variant that were run. */
  async #saved(left: ReadonlyMap<number, number>): Promise<string | null> {
    const spent = new Map<number, { usd: Decimal | null; cells: Set<number> }>();
    for await (const attempt of left.size === 0 ? [] : this.#parts.rows()) {
      const variant = this.#variantOf(this.#grid.placeOf(attempt.cellIndex));
      if (!left.has(variant)) continue;
      const sum = spent.get(variant) ?? { usd: Decimal.fromInteger(0), cells: new Set() };
      spent.set(variant, sum);
      sum.cells.add(attempt.cellIndex);
      if (attempt.costUsd !== null) sum.usd = sum.usd?.plus(Decimal.parse(attempt.costUsd)) ?? null;
      else if (costIsUnknown(attempt)) sum.usd = null;
    }
    let saved = Decimal.fromInteger(0);
    for (const [variant, cells] of left) {
      const { usd = null, cells: { size } = new Set() } = spent.get(variant) ?? {};
      if (usd === null || size === 0) return null;
      saved = saved.plus(usd.times(Decimal.fromInteger(cells)).dividedBy(Decimal.fromInteger(size), 9));
    }
    return saved.toString();
  }

  #names: readonly string[] | null = null;

  /** `model@provider[/tag]` with the axes behind it, of every variant by its number. */
  #allNames(): readonly string[] {
    const { plan } = this.#parts;
    const { repeats, endpoints } = this.#grid;
    return this.#names ??= endpoints.flatMap(({ begin, points }) =>
      Array.from({ length: points.count }, (_, point) => {
        const { endpoint, label } = cellAt(plan, begin + point * repeats.length);
        return label === "" ? endpoint.key : `${endpoint.key} ${label}`;
      })
    );
  }

  #nameOf(variant: number): string {
    return this.#allNames()[variant];
  }

  #byName: ReadonlyMap<string, number> | null = null;

  #numbers(): ReadonlyMap<string, number> {
    return this.#byName ??= new Map(this.#allNames().map((name, variant) => [name, variant]));
  }

  #hash: string | null = null;

  /** What the decisions are about: a plan with other variants, prompts or rules decides anew; another scorer does not. */
  #identity(): string {
    const { plan: { samples, repeats }, adaptive: { metric: _, ...rules } } = this.#parts;
    return this.#hash ??= taggedHash("adaptive", {
      rules,
      repeats,
      variants: [...this.#allNames()],
      samples: Array.from({ length: samples.length }, (_, i) => samples.at(i)!.messagesHash),
    });
  }
}

/** A cell's verdicts, as far as the metric counts them; `null`: it has no answer. */
function verdictsOf({ status, scores }: Attempt, metric: string): RepeatScores {
  if (status !== "ok") return null;
  if (metric === "score") return scores;
  const name = metric.slice("scores.".length);
  return { [name]: scores[name] ?? null };
}
