import { compareText, Decimal, quantile } from "../base/mod.ts";
import { costIsUnknown } from "../ledger/mod.ts";
import { type RepeatReduction, scoredAttempts } from "../scoring/mod.ts";
import type { Attempt, Ledger } from "../spec/mod.ts";
import { labelWithoutSeed } from "../sweep/mod.ts";
import type { GroupBy } from "./group_by.ts";
import { reductionOf } from "./_reduction_of.ts";
import { type PromptScores, ScoreTable } from "./_score_table.ts";

/** What cells of a run came to that belong together. */
export interface GroupFigures {
  /** For people: `the run`, an endpoint's key, or an endpoint with its axes. */
  readonly name: string;
  /** A row of it, for what all have in common. */
  readonly example: Attempt;
  /** Cells that have ended. */
  readonly cells: number;
  /** Of them, those without an answer. */
  readonly failed: number;
  /** The figure of this name, such as `latency_p95_ms`; `null`: nobody knows it. */
  value(figure: string): number | null;
  /** How many values the figure is made of. */
  count(figure: string): number;
  /** The scores of the group. */
  readonly scores: PromptScores;
}

const THE_RUN = "the run";
const ZERO = Decimal.fromInteger(0);

/** How the rows of a run are gone through. */
export interface RunFiguresOptions {
  /** How cells are put together. */
  readonly per: GroupBy;
  /** Told of each row, in the order of cells and tries, so that nobody has to read them all again. */
  readonly onRow?: (attempt: Attempt) => void;
}

/** The figures of a run's groups, sorted by name. Only cells that have ended count. */
export async function runFigures(
  ledger: Ledger,
  runId: string,
  { per, onRow = () => {} }: RunFiguresOptions,
): Promise<GroupFigures[]> {
  const groups = new Map<string, Group>();
  const reduction = await reductionOf(ledger, runId);
  for await (const cell of endedCells(scoredAttempts(ledger, runId), onRow)) {
    const name = groupName(cell.last, per);
    const group = groups.get(name) ?? new Group(name, { example: cell.last, reduction });
    groups.set(name, group);
    group.add(cell);
  }
  return [...groups.values()].sort((a, b) => compareText(a.name, b.name));
}

function groupName(attempt: Attempt, per: GroupBy): string {
  if (per === "run") return THE_RUN;
  const label = per === "endpoint" ? "" : labelWithoutSeed(attempt);
  return label === "" ? attempt.endpoint : `${attempt.endpoint} ${label}`;
}

/** A cell that has ended: its last try, and what all of its tries cost together. */
interface EndedCell {
  readonly last: Attempt;
  /** `null`: a try was paid, and nobody knows how much. */
  readonly cost: Decimal | null;
}

async function* endedCells(
  attempts: AsyncIterable<Attempt>,
  onRow: (attempt: Attempt) => void,
): AsyncGenerator<EndedCell> {
  let open: { index: number; cost: Decimal | null } = { index: -1, cost: ZERO };
  for await (const attempt of attempts) {
    onRow(attempt);
    if (attempt.cellIndex !== open.index) open = { index: attempt.cellIndex, cost: ZERO };
    if (attempt.costUsd !== null) open.cost = open.cost?.plus(Decimal.parse(attempt.costUsd)) ?? null;
    else if (costIsUnknown(attempt)) open.cost = null;
    if (attempt.final) yield { last: attempt, cost: open.cost };
  }
}

/** Gathers the cells of a group; times and speeds are kept, as quantiles need them all. */
class Group implements GroupFigures {
  readonly name: string;
  readonly scores: ScoreTable;
  readonly example: Attempt;
  cells = 0;
  failed = 0;
  #cost: Decimal | null = ZERO;
  readonly #times: { readonly [name: string]: Times } = {
    latency: new Times(),
    ttft: new Times(),
    output_tps: new Times(),
  };

  constructor(name: string, { example, reduction }: { example: Attempt; reduction: RepeatReduction | null }) {
    this.name = name;
    this.example = example;
    this.scores = new ScoreTable(reduction);
  }

  add({ last, cost }: EndedCell): void {
    this.cells++;
    this.#cost = cost === null ? null : this.#cost?.plus(cost) ?? null;
    if (last.status !== "ok") this.failed++;
    else {
      this.#times.latency.add(last.latencyMs);
      this.#times.ttft.add(last.ttftMs);
      this.#times.output_tps.add(last.outputTps);
    }
    this.scores.add(last);
  }

  value(figure: string): number | null {
    if (figure === "error_rate") return this.cells === 0 ? null : this.failed / this.cells;
    if (figure === "cost_usd") return this.#cost === null ? null : Number(this.#cost);
    if (figure === "cost_per_cell_usd") {
      return this.#cost === null || this.cells === 0 ? null : Number(this.#cost) / this.cells;
    }
    const time = timeFigure(figure);
    return time === null ? this.scores.mean(figure) : this.#times[time.name].quantile(time.q);
  }

  count(figure: string): number {
    if (figure === "error_rate" || figure.startsWith("cost")) return this.cells;
    const time = timeFigure(figure);
    return time === null ? this.scores.count(figure) : this.#times[time.name].length;
  }
}

/** `latency_p95_ms`, or `output_tps_p50`, as the values and the quantile that it is made of. */
function timeFigure(figure: string): { name: string; q: number } | null {
  const match = /^(latency|ttft)_p(\d+)_ms$/.exec(figure) ?? /^(output_tps)_p(\d+)$/.exec(figure);
  return match === null ? null : { name: match[1], q: Number(match[2]) / 100 };
}

class Times {
  readonly #values: number[] = [];
  #sorted: Float64Array | null = null;

  get length(): number {
    return this.#values.length;
  }

  add(value: number | null): void {
    if (value !== null) this.#values.push(value);
  }

  quantile(q: number): number | null {
    this.#sorted ??= Float64Array.from(this.#values).sort();
    return quantile(this.#sorted, q);
  }
}
