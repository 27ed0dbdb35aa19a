import type { Warning } from "../spec/mod.ts";
import type { RunWarning } from "./run_warning.ts";

/** Some messages quote the answer: of very many different ones, the first are kept. */
const MOST = 1000;

/** Counts the warnings of a run's answers, endpoint by endpoint. */
export class WarningTally {
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

  /** All of them, by endpoint and message, so that a replay tells them in the order of its recording. */
  list(): RunWarning[] {
    return [...this.#counts.keys()].sort().map((key) => ({ ...this.#counts.get(key)! }));
  }
}
