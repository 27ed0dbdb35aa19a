import type { Attempt } from "../spec/mod.ts";
import type { ReportCell } from "./run_report_data.ts";

/** Keeps the cells that went worst: those without an answer first, then those with the lowest scores. */
export class WorstCells {
  readonly #most: number;
  /** The worst first. */
  readonly #cells: ReportCell[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** A cell's last try. What was answered with a full score, or has none, is not worth a look. */
  add({ cellIndex, endpoint, label, promptId, repeat, score, errorKind, errorMessage, output }: Attempt): void {
    if (errorKind === null && (score === null || score >= 1)) return;
    const error = errorKind === null ? null : `${errorKind}: ${errorMessage}`;
    const cell: ReportCell = { cellIndex, endpoint, label, promptId, repeat, score, error, output };
    const at = this.#cells.findLastIndex((other) => rank(other) <= rank(cell)) + 1;
    if (at >= this.#most) return;
    this.#cells.splice(at, 0, cell);
    if (this.#cells.length > this.#most) this.#cells.pop();
  }

  list(): readonly ReportCell[] {
    return this.#cells;
  }
}

function rank({ error, score }: ReportCell): number {
  return error === null ? score ?? 1 : -1;
}
