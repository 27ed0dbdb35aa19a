/** What a run does: it makes calls, makes no new ones for now, or makes none any more, for this time or for good. */
export type ControlState = "running" | "paused" | "finishing" | "cancelled";

/**
 * Pauses, goes on with and ends a sweep from code: from the next cell of a notebook, from a button. One control is for
 * one run; what it says also stands in the ledger, so that `tapedeck run resume` goes on with what code has paused.
 *
 * Paused, finishing and cancelled have in common that no new calls are made and that those in flight end: they are paid
 * for. Whoever wants them to break off aborts the run's `signal`.
 *
 * @example What was paused goes on
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SweepControl } from "@tapedeck/tapedeck";
 *
 * const control = new SweepControl();
 * control.pause();
 * assertEquals(control.state, "paused");
 * control.resume();
 * assertEquals(control.state, "running");
 * ```
 */
export class SweepControl {
  #state: ControlState = "running";
  readonly #listeners = new Set<(state: ControlState) => void>();

  /** What the run is to do now. */
  get state(): ControlState {
    return this.#state;
  }

  /** Whether the run makes no more calls: it was told to finish or is cancelled. */
  get isEnding(): boolean {
    return this.#state === "finishing" || this.#state === "cancelled";
  }

  /** Make no new calls until `resume`; the run waits. */
  pause(): void {
    if (this.#state === "running") this.#become("paused");
  }

  /** Go on with what is paused. */
  resume(): void {
    if (this.#state === "paused") this.#become("running");
  }

  /** End the run as soon as the calls in flight have ended; the next session of the plan goes on with it. */
  finish(): void {
    if (!this.isEnding) this.#become("finishing");
  }

  /** As `finish`, and the run is gone on with only where it is asked for by its id. */
  cancel(): void {
    if (this.#state !== "cancelled") this.#become("cancelled");
  }

  /** Be told of every change; what is returned ends that. */
  onChange(listener: (state: ControlState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #become(state: ControlState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}
