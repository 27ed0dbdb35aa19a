/** What a figure of a run must be. At least one of both is there. */
export interface GateThreshold {
  /** Not below it. */
  readonly min?: number;
  /** Not above it. */
  readonly max?: number;
}

/** How much worse than another run's a figure may be. */
export interface GateChange {
  /** The score may be so much lower; what is lower by chance alone passes. In the score's own unit. */
  readonly maxDrop?: number;
  /** How sure a drop must be to fail: a paired test at 1 - confidence. 0.95 unless given. */
  readonly confidence?: number;
  /** A cost or a time may be so much higher, as a share of the other run's; an error rate by so much in itself. */
  readonly maxIncrease?: number;
}

/** What a run must come to so that it may pass: the table `[gate]` of a plan. It decides neither cells nor scores. */
export interface PlanGate {
  /** What is looked at by itself: the whole run, each endpoint, or each variant (endpoint and axes). */
  readonly per: "run" | "endpoint" | "variant";
  /** By figure: `score`, `scores.exact`, `latency_p95_ms`, `ttft_p95_ms`, `cost_usd`, `cost_per_cell_usd`, `error_rate`. */
  readonly thresholds: { readonly [figure: string]: GateThreshold };
  /** What it must not be worse than; `null`: nothing. */
  readonly against: PlanGateBase | null;
}

/** The other run of a gate. */
export interface PlanGateBase {
  /** Its id, or `null`: it is named when the gate is asked. */
  readonly run: string | null;
  /** By figure. */
  readonly changes: { readonly [figure: string]: GateChange };
}
