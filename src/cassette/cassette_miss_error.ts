import { hideStack } from "../base/mod.ts";

/** How a part of a recorded request compares with the same part of the request that was not found. */
export interface SegmentComparison {
  /** `method`, `url`, `header anthropic-version`, `model`, `parameters`, `system`, `message 3`, `tools`, `scope`, … */
  readonly name: string;
  /** Whether nothing in it differs. */
  readonly equal: boolean;
  /** Which of the two requests has it at all. */
  readonly in: "both" | "recorded" | "requested";
  /** Where it differs first, where it does; `null` otherwise. */
  readonly difference: SegmentDifference | null;
}

/** The first difference of a segment. */
export interface SegmentDifference {
  /** JSON Pointer, beginning with `/method`, `/url`, `/headers`, `/body` or `/scope`. */
  readonly pointer: string;
  /** What was recorded there: JSON around the place where the two part, or `absent`. */
  readonly recorded: string;
  /** What was asked for. */
  readonly requested: string;
  /** Where both are texts, the first character that differs, from 1; `null` otherwise. */
  readonly character: number | null;
}

/** A recording that is near to a request that was not found. */
export interface NearRecording {
  /** The key under which it stands on the tape. */
  readonly key: string;
  /** Where it stands in the file; the header is line 1. */
  readonly line: number;
  /** JSON Pointer to the first difference, beginning with `/method`, `/url`, `/headers`, `/body` or `/scope`. */
  readonly pointer: string;
  /** What was recorded there and what was asked for, shortened. */
  readonly recorded: string;
  /** As JSON, or `absent`. */
  readonly requested: string;
  /** In words: `system differs at character 212; 14 of 15 messages equal`. */
  readonly summary: string;
  /** Part by part, those that are equal too. */
  readonly segments: readonly SegmentComparison[];
}

/**
 * Why a request was not found. `played`: it is on the tape, and all its recordings have been played; `empty`: nothing
 * is; `scope`, `header`, `endpoint`: the nearest recording differs in nothing else; `key`: it does not differ, so its
 * line was changed; `different`: it differs otherwise; `unexplained`: nobody has looked, as many misses came before.
 */
export type MissReason = "played" | "empty" | "scope" | "header" | "endpoint" | "key" | "different" | "unexplained";

/** What is known of a miss. */
export interface MissFacts {
  /** Why it is one. */
  readonly reason?: MissReason;
  /** The nearest recordings, the nearest first; at most three. */
  readonly nearest?: readonly NearRecording[];
}

/** A request that is not on the tape, in a mode that makes no live calls. */
export class CassetteMissError extends Error {
  /** Callers that do not import the class know it by this. */
  override readonly name: string = "CassetteMissError";
  /** The key that was looked for. */
  readonly key: string;
  /** Why the request was not found, for programs. */
  readonly reason: MissReason;
  /** The nearest recordings, the nearest first; at most three. */
  readonly nearest: readonly NearRecording[];

  /** Without facts nobody has looked. */
  constructor(message: string, key: string, { reason = "unexplained", nearest = [] }: MissFacts = {}) {
    super(message);
    this.key = key;
    this.reason = reason;
    this.nearest = nearest;
    hideStack(this);
  }
}
