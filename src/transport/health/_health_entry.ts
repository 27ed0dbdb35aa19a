import type { BreakerState, ErrorKind, Health, HealthState } from "../../spec/mod.ts";
import type { HealthDetail } from "./health_detail.ts";
import { healthScore } from "./health_score.ts";
import { FIRST_DWELL_MS, nextVerdict, NO_VERDICT, type Verdict } from "./_next_verdict.ts";
import { TallyWindow, type TallyWindowOptions } from "./_tally_window.ts";
import type { Sample } from "./_tally.ts";

/** So many tries that work, one after the other, end what was before: more of them where it came back. */
const RECOVERED_AFTER = 3;
/** The fewest times by which medians are compared. */
const LEAST_TIMES = 10;
const SLOW_REASON_FROM = 2;

/** A try that has ended. */
export interface EntrySample extends Sample {
  /** `null`: it was answered. */
  readonly errorKind: ErrorKind | null;
}

/** Now, by the monotonic clock and by the wall clock. */
export interface Moment {
  readonly nowMs: number;
  readonly atMs: number;
}

/** What is known of one endpoint or provider, and what it comes to. */
export class HealthEntry {
  readonly #key: string;
  readonly #windowMs: number;
  readonly #window: TallyWindow;
  #verdict: Verdict = NO_VERDICT;
  #breaker: { state: BreakerState; reason: string } = { state: "closed", reason: "" };
  #probe: { failedInARow: number; reason: string; atMs: number } | null = null;
  #workedInARow = 0;
  #lastFault: ErrorKind | null = null;
  /** By the wall clock. */
  #seenMs: number | null = null;

  constructor(key: string, options: TallyWindowOptions) {
    this.#key = key;
    this.#windowMs = options.windowMs;
    this.#window = new TallyWindow(options);
  }

  /** Where it stands, as it was judged last. */
  get state(): HealthState {
    return this.#verdict.state;
  }

  /** A try has ended. */
  sample(sample: EntrySample, { nowMs, atMs }: Moment): void {
    this.#window.add(sample, nowMs);
    this.#seenMs = atMs;
    this.#workedInARow = sample.isFault ? 0 : this.#workedInARow + 1;
    if (sample.isFault) this.#lastFault = sample.errorKind;
    this.#recover(nowMs);
  }

  /** A try of an earlier run. */
  past(sample: Sample, atMs: number): void {
    this.#window.addPast(sample);
    if (this.#seenMs === null || atMs > this.#seenMs) this.#seenMs = atMs;
  }

  /** Its breaker has moved. */
  breaker(state: BreakerState, reason: string): void {
    this.#breaker = { state, reason };
  }

  /** A probe has come back; `reason` is `null` where it was answered well. */
  probed(reason: string | null, { nowMs, atMs }: Moment): void {
    const failedInARow = reason === null ? 0 : (this.#probe?.failedInARow ?? 0) + 1;
    this.#probe = { failedInARow, reason: reason ?? "", atMs: nowMs };
    this.#seenMs = atMs;
    if (reason === null) this.#workedInARow++;
    this.#recover(nowMs);
  }

  /** Where it stands now; whether that is another state than before. */
  judge(nowMs: number): { readonly from: HealthState; readonly to: HealthState } {
    this.#window.moveTo(nowMs);
    if (this.#probe !== null && nowMs - this.#probe.atMs > this.#windowMs) this.#probe = null;
    const from = this.#verdict.state;
    const { calls, faults, throttled } = this.#window.judged();
    const facts = { calls, faults, throttled, slowness: this.#slowness(), breaker: this.#breaker.state };
    this.#verdict = nextVerdict(this.#verdict, { ...facts, probe: this.#probe }, nowMs);
    return { from, to: this.#verdict.state };
  }

  /** The share of tries of the window that failed by its fault; `null` without tries. */
  errorRate(nowMs: number): { readonly calls: number; readonly rate: number | null } {
    this.#window.moveTo(nowMs);
    const { calls, faults } = this.#window.recent;
    return { calls, rate: calls === 0 ? null : faults / calls };
  }

  /** All of it, judged before. */
  health(): Health {
    const { recent, past } = this.#window;
    // Where nothing was seen for some minutes, what was before is all that there is.
    const seen = recent.calls > 0 ? recent : past;
    const { state } = this.#verdict;
    const { calls, faults, throttled } = recent;
    return {
      key: this.#key,
      state,
      reasons: state === "healthy" ? [] : this.#reasons(),
      score: state === "down" ? 0 : healthScore({ calls, faults, throttled, past, slowness: this.#slowness() }),
      calls: seen.calls,
      errorRate: seen.calls === 0 ? null : seen.faults / seen.calls,
      ttftMs: seen.measures.ttftMs.percentiles(),
      latencyMs: seen.measures.latencyMs.percentiles(),
      outputTps: seen.measures.outputTps.percentiles(),
      breaker: this.#breaker.state,
      seenAt: this.#seenMs === null ? null : new Date(this.#seenMs).toISOString(),
    };
  }

  /** What stands behind it. */
  detail(): Omit<HealthDetail, "lastCall"> {
    const { recent, past } = this.#window;
    const of = recent.calls > 0 ? "window" : "past";
    const { faults, throttled, measures } = of === "window" ? recent : past;
    return { of, windowMs: this.#windowMs, faults, throttled, latencies: measures.latencyMs.buckets() };
  }

  #recover(nowMs: number): void {
    const { state, dwellMs } = this.#verdict;
    if (state !== "down" || this.#breaker.state === "open") return;
    if (this.#workedInARow < RECOVERED_AFTER * dwellMs / FIRST_DWELL_MS) return;
    const { calls, faults } = this.#window.judged();
    if (calls > 0 && faults > 0) this.#window.judgeAnew(Math.min(calls, this.#workedInARow), nowMs);
  }

  /** Of answers that are not streamed the whole time tells what the first token does not. */
  #slowness(): number | null {
    const { recent, past } = this.#window;
    const measure = recent.measures.ttftMs.total >= LEAST_TIMES ? "ttftMs" : "latencyMs";
    const [now, before] = [recent.measures[measure], past.measures[measure]];
    if (now.total < LEAST_TIMES || before.total < LEAST_TIMES) return null;
    return now.quantile(0.5)! / before.quantile(0.5)!;
  }

  #reasons(): string[] {
    const reasons: string[] = [];
    const { calls, faults, throttled } = this.#window.judged();
    const slowness = this.#slowness();
    const minutes = `in the last ${Math.round(this.#windowMs / 60_000)} minutes`;
    if (this.#breaker.state !== "closed") {
      reasons.push(`its breaker is ${this.#breaker.state}: ${this.#breaker.reason}`);
    }
    if (this.#probe !== null && this.#probe.failedInARow > 0) {
      const times = this.#probe.failedInARow;
      reasons.push(`${times === 1 ? "the last probe" : `the last ${times} probes`} failed: ${this.#probe.reason}`);
    }
    if (faults > 0) reasons.push(`${faults} of ${calls} tries failed ${minutes}, the last one by ${this.#lastFault}`);
    if (throttled > 0) reasons.push(`${throttled} of ${calls} tries were rate limited ${minutes}`);
    if (slowness !== null && slowness >= SLOW_REASON_FROM) {
      reasons.push(`it takes ${slowness.toFixed(1)} times as long as usual`);
    }
    if (reasons.length > 0) return reasons;
    return this.#verdict.state === "unknown" ? [] : ["it has recovered, and is held back until that has lasted"];
  }
}
