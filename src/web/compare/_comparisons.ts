import type { AnswerChanges, ChartSpec, DataFrame, FrameVariant, SidesComparison } from "../../analysis/mod.ts";
import { Recent } from "../../base/mod.ts";
import type { Ledger, RunRecord } from "../../spec/mod.ts";
import { type ChosenRuns, chosenRuns } from "./_chosen_runs.ts";
import type { CompareQuery, SideQuery } from "./_compare_query.ts";
import { type ComparedSide, namedVariant, shortVariant, variantText } from "./_compared_side.ts";
import { runStamp } from "./_run_stamp.ts";

/** What an address stands for. */
export type ComparedSides =
  | Exclude<ChosenRuns, { readonly kind: "runs" }>
  | { readonly kind: "sides"; readonly a: ComparedSide; readonly b: ComparedSide };

/** How a chart is asked for. */
export interface ComparedChart {
  readonly metric: string;
  readonly theme: "light" | "dark";
  /** In pixels. */
  readonly width: number;
}

/** Draws of a resample times prompts that a page waits for. */
const MOST_DRAWS = 20_000_000;
const [MOST_RESAMPLES, LEAST_RESAMPLES] = [10_000, 1000];

/** Comparisons of a ledger's runs. The latest are kept: as long as no row of a run is new, its figures are the same. */
export class Comparisons {
  readonly #frames = new Recent<DataFrame>(4);
  readonly #comparisons = new Recent<SidesComparison>(16);
  readonly #changes = new Recent<AnswerChanges>(4);
  readonly #charts = new Recent<ChartSpec>(32);
  readonly #pictures = new Recent<string>(32);

  /** Both sides that an address asks for. */
  async sides(ledger: Ledger, query: CompareQuery): Promise<ComparedSides> {
    const chosen = await chosenRuns(ledger, query);
    if (chosen.kind !== "runs") return chosen;
    const a = await this.#side(ledger, chosen.a, query.a);
    const b = await this.#side(ledger, chosen.b, query.b);
    if (a.run.runId !== b.run.runId || a.unknownVariant !== null || b.unknownVariant !== null) {
      return { kind: "sides", a, b };
    }
    return { kind: "sides", ...await this.#withinRun(a, b) };
  }

  /** Metric by metric. */
  async comparison(a: ComparedSide, b: ComparedSide): Promise<SidesComparison> {
    return await this.#comparisons.get(keyOf(a, b), async () => {
      const { compareSides } = await import("../../analysis/mod.ts");
      const prompts = Math.max(1, a.frame.getColumn("prompt_id").nUnique());
      const resamples = Math.max(LEAST_RESAMPLES, Math.min(MOST_RESAMPLES, Math.floor(MOST_DRAWS / prompts)));
      return compareSides(a.frame, b.frame, { resamples });
    });
  }

  /** Answer by answer. */
  async changes(a: ComparedSide, b: ComparedSide): Promise<AnswerChanges> {
    return await this.#changes.get(keyOf(a, b), async () => {
      const { answerChanges } = await import("../../analysis/mod.ts");
      return answerChanges(a.frame, b.frame);
    });
  }

  /** @throws {UserError} when no prompt is on both sides, or there is no such metric. */
  async chart(a: ComparedSide, b: ComparedSide, { metric, theme, width }: ComparedChart): Promise<ChartSpec> {
    return await this.#charts.get(`${keyOf(a, b)} ${theme} ${width} ${metric}`, async () => {
      const { comparisonChart } = await import("../../analysis/mod.ts");
      return comparisonChart(a.frame, b.frame, { metric, theme, labels: ["A", "B"], width });
    });
  }

  /** The same, drawn. */
  async picture(a: ComparedSide, b: ComparedSide, chart: ComparedChart): Promise<string> {
    return await this.#pictures.get(`${keyOf(a, b)} ${chart.theme} ${chart.width} ${chart.metric}`, async () => {
      const { toSvg } = await import("../../analysis/mod.ts");
      return await toSvg(await this.chart(a, b, chart));
    });
  }

  /** Of one run, variants are compared: those asked for, and the best of the others. */
  async #withinRun(a: ComparedSide, b: ComparedSide): Promise<{ readonly a: ComparedSide; readonly b: ComparedSide }> {
    const isOpen = (side: ComparedSide, other: ComparedSide) => side.variant === null && other.variant === null;
    if (isOpen(a, b)) {
      const [best, second] = a.variants;
      if (second === undefined) return { a, b };
      return { a: await narrowed(a, best), b: await narrowed(b, second) };
    }
    const free = (taken: FrameVariant) =>
      a.variants.find(({ endpoint, label }) =>
        endpoint !== taken.endpoint || (taken.label !== null && label !== taken.label)
      );
    if (a.variant === null) {
      const other = free(b.variant!);
      return { a: other === undefined ? a : await narrowed(a, other), b };
    }
    if (b.variant === null) {
      const other = free(a.variant);
      return { a, b: other === undefined ? b : await narrowed(b, other) };
    }
    return { a, b };
  }

  async #side(ledger: Ledger, run: RunRecord, { variant: wanted }: SideQuery): Promise<ComparedSide> {
    const { frameVariants, loadRun, variantFrame } = await import("../../analysis/mod.ts");
    const stamp = await runStamp(ledger, run);
    const frame = await this.#frames.get(stamp, () => loadRun({ ledger, runId: run.runId }));
    const variants = frameVariants(frame);
    const whole = {
      run,
      variant: null,
      variantText: null,
      unknownVariant: null,
      variants,
      frame,
      endedCells: endedCells(frame),
      stamp,
    };
    if (wanted === null) return whole;
    const named = namedVariant(wanted, variants);
    if (named === null || variantFrame(frame, named).height === 0) return { ...whole, unknownVariant: wanted };
    return await narrowed(whole, named);
  }
}

/** A side with the rows of one variant alone. */
async function narrowed(side: ComparedSide, { endpoint, label }: FrameVariant): Promise<ComparedSide> {
  const { variantFrame } = await import("../../analysis/mod.ts");
  const variant = shortVariant({ endpoint, label }, side.variants);
  return { ...side, variant, variantText: variantText(variant), frame: variantFrame(side.frame, variant) };
}

function endedCells(frame: DataFrame): number {
  return (frame.getColumn("final").toArray() as boolean[]).filter(Boolean).length;
}

function keyOf(a: ComparedSide, b: ComparedSide): string {
  return JSON.stringify([a.stamp, a.variantText, b.stamp, b.variantText]);
}
