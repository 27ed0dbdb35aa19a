import type { Warning } from "../spec/mod.ts";
import type { RunWarning } from "./run_warning.ts";

/** Some messages quote the answer: of very many different ones, the first are kept. */
const MOST = 1000;

/** Counts the warnings of a run's answers, endpoint by endpoint. */
export class WarningTally {
  readonly #errors = new Map<string, { message: string; answers: number }>();
  readonly #counts = new Map<string, { endpoint: string; message: string; answers: number }>();

  /** Count the warnings of one answer. */
  add(endpoint: string, warnings: readonly Warning[]): void {
    for (const message of new Set(warnings.map((one) => one.message))) {
      const key = `${endpoint} ${message}`;
      const known = this.#counts.get(key);
      if (known !== undefined) known.answers++;
      else if (this.#counts.size < MOST) this.#counts.set(key, { endpoint, message, answers: 1 });
    }
  }

  /**
   * Count an answer on which a scorer gave no verdict. Of one scorer's messages, which may quote the answers, the first
   * by the alphabet is told, so that a replay tells the same.
   */
  addError(scorer: string, message: string): void {
    const known = this.#errors.get(scorer);
    this.#errors.set(scorer, {
      message: known !== undefined && known.message < message ? known.message : message,
      answers: (known?.answers ?? 0) + 1,
    });
  }

  /** All of them, by endpoint and message, so that a replay tells them in the order of its recording. */
  list(): RunWarning[] {
    const warnings = [...this.#counts.keys()].sort().map((key) => ({ ...this.#counts.get(key)! }));
    const errors = [...this.#errors.keys()].sort().map((scorer) => {
      const { message, answers } = this.#errors.get(scorer)!;
      return { endpoint: `scorer ${scorer}`, message: `gave no verdict: ${message}`, answers };
    });
    return [...warnings, ...errors];
  }
}
