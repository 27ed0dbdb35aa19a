import type { Cell, ErrorKind } from "../../spec/mod.ts";
import type { StopReason } from "./run_stop.ts";

/** Failures that every call of an endpoint may meet in the same way, whatever it asks. */
const REASONS: { readonly [kind in ErrorKind]?: StopReason } = {
  not_found: "model",
  permission: "permission",
  invalid_request: "request",
};

/** How wide the grid is at one endpoint: what only some of its points meet is not systematic. */
export interface GridWidth {
  /** Different prompts. */
  readonly samples: number;
  /** Different points of the axes. */
  readonly variants: number;
}

/**
 * The failures of an endpoint that has never answered. So many of a kind in a row are systematic, when they are not one
 * prompt's or one variant's alone.
 */
export class FailureRow {
  readonly #stopAfter: number;
  readonly #width: GridWidth;
  #reason: StopReason | null = null;
  #count = 0;
  #hasAnswered = false;
  readonly #samples = new Set<string>();
  readonly #variants = new Set<string>();

  constructor({ stopAfter, width }: { readonly stopAfter: number; readonly width: GridWidth }) {
    this.#stopAfter = stopAfter;
    this.#width = width;
  }

  /** An answer: from here on failures are the calls' own. */
  answered(): void {
    this.#hasAnswered = true;
  }

  /** What is systematic from this failure on; `null`: nothing, as far as is known. */
  failed(kind: ErrorKind, { sample, requestId }: Pick<Cell, "sample" | "requestId">): StopReason | null {
    const reason = REASONS[kind];
    // What says nothing of the request neither begins a row nor ends one.
    if (this.#hasAnswered || reason === undefined) return null;
    if (reason !== this.#reason) this.#begin(reason);
    this.#count++;
    this.#samples.add(sample.id);
    this.#variants.add(requestId);
    if (this.#count < this.#stopAfter) return null;
    // A model that is not there is not there for any of them.
    return reason === "model" || this.#isWide() ? reason : null;
  }

  #begin(reason: StopReason): void {
    this.#reason = reason;
    this.#count = 0;
    this.#samples.clear();
    this.#variants.clear();
  }

  #isWide(): boolean {
    const { samples, variants } = this.#width;
    return this.#samples.size >= Math.min(this.#stopAfter, samples) &&
      this.#variants.size >= Math.min(this.#stopAfter, variants);
  }
}
