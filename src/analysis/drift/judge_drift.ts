import { formatShare } from "../../base/mod.ts";
import type { DriftFinding, DriftKind, DriftReport } from "./drift_report.ts";

/** All kinds of findings, in the order of a report. */
export const DRIFT_KINDS: readonly DriftKind[] = [
  "exact",
  "answers",
  "tokens",
  "cost",
  "latency",
  "model",
  "shape",
  "headers",
  "failures",
];

/** What fails where nothing else is said: what an application feels, and what a provider should have announced. */
export const DRIFT_FAIL_ON: readonly DriftKind[] = ["answers", "tokens", "cost", "model", "shape", "failures"];

/** How much a recording may differ from another. A limit takes the place of the rule for its kind. */
export interface DriftThresholds {
  /**
   * The most requests of the first tape that the second may lack, as a share. Unless given, any number may be missing, but
   * not all of them.
   */
  readonly maxUnpaired?: number;
  /** Kinds of which any finding that is `beyond noise` or `changed` fails; {@linkcode DRIFT_FAIL_ON} unless given. */
  readonly failOn?: readonly DriftKind[];
  /** The most answers that may be others by their normalised text, as a share: 0.05. */
  readonly maxChanged?: number;
  /** The most by which any measure of the likeness of answers may fall, from 0 to 1. */
  readonly maxSimilarityDrop?: number;
  /** The most by which any count of tokens may grow, as a share of the first tape's: 0.1. */
  readonly maxTokens?: number;
  /** The same of costs. */
  readonly maxCost?: number;
  /** The same of latencies. */
  readonly maxLatency?: number;
}

/** A finding that fails, and why. */
export interface BrokenThreshold {
  /** The finding; `null`: it is about what could not be compared. */
  readonly finding: DriftFinding | null;
  /** For people: `is beyond noise`, `grew by 31 %, more than 20 %`. */
  readonly why: string;
}

/** Whether a report is within thresholds. */
export interface DriftJudgement {
  /** Whether nothing fails. */
  readonly passed: boolean;
  /** All that fails, in the order of the report. */
  readonly broken: readonly BrokenThreshold[];
}

/**
 * Hold a drift report against thresholds. Without any, a finding of the kinds {@linkcode DRIFT_FAIL_ON} fails where it is
 * `beyond noise` or `changed`. What is within noise never fails; where no request is on both tapes, nothing passes. Where a limit is given, what is beyond it fails also
 * where the noise is unknown: nothing excuses it then.
 *
 * @example Latency does not fail unless it is asked for
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { judgeDrift, measureDrift } from "@tapedeck/tapedeck";
 *
 * const report = await measureDrift("cassettes/quickstart.jsonl", "cassettes/quickstart.jsonl");
 * assertEquals(judgeDrift(report, { failOn: ["latency"], maxCost: 0.05 }), { passed: true, broken: [] });
 * ```
 */
export function judgeDrift(report: DriftReport, thresholds: DriftThresholds = {}): DriftJudgement {
  const missing = whyIncomplete(report, thresholds.maxUnpaired ?? 1);
  const broken = report.findings.flatMap((finding): BrokenThreshold[] => {
    const why = finding.verdict === "within noise" ? null : whyBroken(finding, thresholds);
    return why === null ? [] : [{ finding, why }];
  });
  const all = missing === null ? broken : [{ finding: null, why: missing }, ...broken];
  return { passed: all.length === 0, broken: all };
}

function whyIncomplete({ requests, onlyBase }: DriftReport, most: number): string | null {
  if (requests === 0) return "no request is on both tapes, so that nothing was compared";
  const share = onlyBase.length / (onlyBase.length + requests);
  return share > most ? `${shown(share)} of the requests have not been recorded again, more than ${shown(most)}` : null;
}

function whyBroken(finding: DriftFinding, thresholds: DriftThresholds): string | null {
  const { kind, verdict } = finding;
  const { failOn = DRIFT_FAIL_ON, maxChanged, maxSimilarityDrop } = thresholds;
  if (kind === "answers" && (maxChanged !== undefined || maxSimilarityDrop !== undefined)) {
    return answersBroken(finding, maxChanged, maxSimilarityDrop);
  }
  const limit = growthLimit(finding, thresholds);
  if (limit !== undefined) {
    const growth = growthOf(finding);
    return growth > limit ? `grew by ${shown(growth)}, more than ${shown(limit)}` : null;
  }
  if (!failOn.includes(kind) || verdict === "noise unknown") return null;
  return verdict === "changed" ? "has changed" : "is beyond noise";
}

function answersBroken({ what, base, new: now, verdict }: DriftFinding, maxChanged = 1, maxDrop = 1): string | null {
  if (typeof now !== "number") return null;
  if (what === "normalised text" && 1 - now > maxChanged) {
    return `${shown(1 - now)} of the answers are others, more than ${shown(maxChanged)}`;
  }
  // Without repeats, answers could be as alike as can be.
  const drop = (typeof base === "number" ? base : 1) - now;
  const isFall = verdict !== "within noise" && drop > maxDrop;
  return isFall ? `agreement fell by ${shown(drop)}, more than ${shown(maxDrop)}` : null;
}

function growthLimit({ kind, unit }: DriftFinding, { maxTokens, maxCost, maxLatency }: DriftThresholds) {
  if (unit === null || unit === "share") return undefined;
  return kind === "tokens" ? maxTokens : kind === "cost" ? maxCost : kind === "latency" ? maxLatency : undefined;
}

/** From nothing, anything is beyond every limit. */
function growthOf({ base, new: now, relative }: DriftFinding): number {
  return relative ?? (base === 0 && typeof now === "number" && now > 0 ? Infinity : 0);
}

function shown(share: number): string {
  return share > 1 || share < 0 ? `${Math.round(share * 100)} %` : formatShare(share);
}
