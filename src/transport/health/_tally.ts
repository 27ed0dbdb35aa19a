import { bucketOf, LogHistogram } from "./_log_histogram.ts";

/** What health keeps of one try. Times are in milliseconds; `null` is unknown. */
export interface Sample {
  readonly isFault: boolean;
  readonly isThrottled: boolean;
  readonly ttftMs: number | null;
  readonly latencyMs: number | null;
  readonly outputTps: number | null;
}

/** What is measured of a try that was answered. */
export type Measure = "ttftMs" | "latencyMs" | "outputTps";
const MEASURES: readonly Measure[] = ["ttftMs", "latencyMs", "outputTps"];

/** Tries that began within some seconds of each other, small enough to be taken out of a sum again. */
export class TallySlot {
  calls = 0;
  faults = 0;
  throttled = 0;
  /** By bucket. */
  readonly measures: { readonly [measure in Measure]: Map<number, number> };

  constructor(readonly startMs: number) {
    this.measures = { ttftMs: new Map(), latencyMs: new Map(), outputTps: new Map() };
  }
}

/** Tries of many slots, summed up. */
export class Tally {
  calls = 0;
  faults = 0;
  throttled = 0;
  readonly measures: { readonly [measure in Measure]: LogHistogram };

  constructor() {
    this.measures = { ttftMs: new LogHistogram(), latencyMs: new LogHistogram(), outputTps: new LogHistogram() };
  }

  /** Count a try, and keep it in the slot that it falls into. */
  add(sample: Sample, slot?: TallySlot): void {
    for (const one of slot === undefined ? [this] : [this, slot]) {
      one.calls++;
      if (sample.isFault) one.faults++;
      if (sample.isThrottled) one.throttled++;
    }
    for (const measure of MEASURES) {
      const value = sample[measure];
      if (value === null) continue;
      const bucket = bucketOf(value);
      this.measures[measure].add(bucket);
      const counts = slot?.measures[measure];
      counts?.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
  }

  /** Add the tries of a slot, or take them out again. */
  addSlot(slot: TallySlot, sign: 1 | -1): void {
    this.calls += sign * slot.calls;
    this.faults += sign * slot.faults;
    this.throttled += sign * slot.throttled;
    for (const measure of MEASURES) {
      for (const [bucket, count] of slot.measures[measure]) this.measures[measure].add(bucket, sign * count);
    }
  }

  /** Make old tries weigh half as much as they did. */
  halve(): void {
    this.calls = Math.ceil(this.calls / 2);
    this.faults = Math.ceil(this.faults / 2);
    this.throttled = Math.ceil(this.throttled / 2);
    for (const measure of MEASURES) this.measures[measure].halve();
  }
}
