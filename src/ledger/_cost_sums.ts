import { Decimal } from "../base/mod.ts";
import type { Attempt, CostGroup } from "../spec/mod.ts";
import { costIsUnknown } from "./cost_is_unknown.ts";
import type { CostSums } from "./cost_totals.ts";

/** What of a try its sum looks at. */
export type SummedTry = Pick<
  Attempt,
  "costUsd" | "httpStatus" | "errorKind" | "inputTokens" | "outputTokens" | "billed" | "source"
>;

/** What is counted of tries, whatever they are grouped by. */
export type SummedTries = Pick<
  CostGroup,
  "tries" | "billed" | "replayed" | "known" | "unknown" | "costUsd" | "savedUsd" | "inputTokens" | "outputTokens"
>;

const ZERO = Decimal.fromInteger(0);

/** Adds tries up, exactly. */
export class RunningSums {
  paid = ZERO;
  #saved = ZERO;
  #tries = 0;
  #billed = 0;
  #replayed = 0;
  #known = 0;
  #unknown = 0;
  #inputTokens = 0;
  #outputTokens = 0;

  /** Count a try. */
  add(row: SummedTry): void {
    const { costUsd, inputTokens, outputTokens, billed, source } = row;
    this.#tries++;
    if (source === "replay") {
      this.#replayed++;
      if (costUsd !== null) this.#saved = this.#saved.plus(Decimal.parse(costUsd));
      return;
    }
    if (costIsUnknown(row)) this.#unknown++;
    if (!billed) return;
    this.#billed++;
    this.#inputTokens += inputTokens ?? 0;
    this.#outputTokens += outputTokens ?? 0;
    if (costUsd !== null) {
      this.#known++;
      this.paid = this.paid.plus(Decimal.parse(costUsd));
    }
  }

  /** Count tries that were added up before. */
  addAll(sums: SummedTries): void {
    this.#tries += sums.tries;
    this.#billed += sums.billed;
    this.#replayed += sums.replayed;
    this.#known += sums.known;
    this.#unknown += sums.unknown;
    this.#inputTokens += sums.inputTokens;
    this.#outputTokens += sums.outputTokens;
    this.#saved = this.#saved.plus(Decimal.parse(sums.savedUsd));
    this.paid = this.paid.plus(Decimal.parse(sums.costUsd));
  }

  /** The same for people: a sum of nothing but unknown costs is unknown. */
  figures(): CostSums {
    const { known, costUsd, ...sums } = this.sums();
    return { ...sums, costUsd: known === 0 && sums.unknown > 0 ? null : costUsd };
  }

  /** How far they have come. */
  sums(): SummedTries {
    return {
      tries: this.#tries,
      billed: this.#billed,
      replayed: this.#replayed,
      known: this.#known,
      unknown: this.#unknown,
      costUsd: this.paid.toString(),
      savedUsd: this.#saved.toString(),
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
    };
  }
}
