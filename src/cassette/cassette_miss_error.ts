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
}

/** A request that is not on the tape, in a mode that makes no live calls. */
export class CassetteMissError extends Error {
  /** Callers that do not import the class know it by this. */
  override readonly name: string = "CassetteMissError";
  /** The key that was looked for. */
  readonly key: string;
  /** The nearest recordings, the nearest first; at most three. */
  readonly nearest: readonly NearRecording[];

  /** `nearest` is empty when the tape is, and when nobody has looked. */
  constructor(message: string, key: string, nearest: readonly NearRecording[]) {
    super(message);
    this.key = key;
    this.nearest = nearest;
  }
}
