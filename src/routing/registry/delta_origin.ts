import type { CallNote, Endpoint } from "../../spec/mod.ts";

/** Where a piece of an answer comes from. It is the same for all pieces of one call. */
export interface DeltaOrigin {
  /** The endpoint that answers. */
  readonly endpoint: Endpoint;
  /** Whether it answers now, or the tape plays what it answered. */
  readonly source: NonNullable<CallNote["source"]>;
  /** How many HTTP tries the call has taken, this one included; there are no more. */
  readonly tries: number;
}
