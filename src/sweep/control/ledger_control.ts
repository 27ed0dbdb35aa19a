import { setAlarm } from "../../base/mod.ts";
import type { Clock, Ledger, RunControl } from "../../spec/mod.ts";
import type { ControlState, SweepControl } from "./sweep_control.ts";

/** How often the ledger is asked what the run was told. */
const EVERY_MS = 1000;

/** What a control and the ledger are kept in step for. */
export interface LedgerControlParts {
  readonly ledger: Pick<Ledger, "run" | "updateRun">;
  readonly runId: string;
  readonly control: SweepControl;
  readonly clock: Clock;
  /** What the ledger says now. */
  readonly known: RunControl | null;
}

/**
 * Keeps the control of a run and what the ledger says of it in step: what another process writes there holds here, and
 * what code does here stands there.
 *
 * The ledger is asked once a second where the clock has alarms, and at most so often whenever something happens. A clock
 * without alarms, as tests have, is slept on only while the run is paused, as nothing happens then.
 */
export class LedgerControl {
  readonly #parts: LedgerControlParts;
  readonly #unlisten: () => void;
  #known: RunControl | null;
  #writing: Promise<void> = Promise.resolve();
  #isReading = false;
  #isStopped = false;
  #lastMs: number;
  #takeBack: (() => void) | null = null;

  constructor(parts: LedgerControlParts) {
    this.#parts = parts;
    this.#known = parts.known;
    this.#lastMs = parts.clock.nowMs();
    this.#unlisten = parts.control.onChange((state) => this.#changed(state));
    if (parts.control.state === "running") this.#follow();
    else this.#changed(parts.control.state);
    this.#wait();
  }

  /** Something happened: ask the ledger, unless that was less than a second ago. */
  tick(): void {
    const nowMs = this.#parts.clock.nowMs();
    if (nowMs - this.#lastMs < EVERY_MS || this.#isReading || this.#isStopped) return;
    this.#lastMs = nowMs;
    this.#read();
  }

  /**
   * Ask no more. Resolves when what was told here stands in the ledger.
   * @throws whatever the ledger threw when that could not be written.
   */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unlisten();
    this.#takeBack?.();
    await this.#writing;
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      await this.#writing;
      const run = await this.#parts.ledger.run(this.#parts.runId);
      if (run === null || this.#isStopped || run.control === this.#known) return;
      this.#known = run.control;
      this.#follow();
    } catch {
      // A ledger that is busy is asked again in a second; one that is lost is found so by whoever writes rows.
    } finally {
      this.#isReading = false;
    }
  }

  #follow(): void {
    const { control } = this.#parts;
    if (this.#known === "cancel") control.cancel();
    else if (this.#known === "pause") control.pause();
    else control.resume();
  }

  #changed(state: ControlState): void {
    this.#wait();
    const told = state === "paused" ? "pause" : state === "cancelled" ? "cancel" : null;
    // A run that is only to finish keeps what it was told before.
    if (state === "finishing" || told === this.#known) return;
    this.#known = told;
    const { ledger, runId } = this.#parts;
    this.#writing = this.#writing.then(() => ledger.updateRun(runId, { control: told }));
    // Whoever stops is told.
    this.#writing.catch(() => {});
  }

  #wait(): void {
    const { clock, control } = this.#parts;
    if (this.#takeBack !== null || this.#isStopped) return;
    if (clock.alarm === undefined && control.state !== "paused") return;
    this.#takeBack = setAlarm(clock, EVERY_MS, () => {
      this.#takeBack = null;
      this.#lastMs = clock.nowMs();
      if (!this.#isReading) this.#read();
      this.#wait();
    });
  }
}
