import type { KeyPath } from "../../config/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { Axis } from "../axis.ts";

/** Values that are drawn and not listed. Both ends are possible. */
export interface Continuum {
  readonly min: number;
  readonly max: number;
  readonly scale: "linear" | "log";
  readonly integer: boolean;
}

/** An axis as it is read, before a sample and rules have had their part. */
export interface AxisDraft extends Axis {
  /** Where it stands. */
  readonly path: KeyPath;
  /** What its values are drawn from; `null`: they are listed. */
  readonly continuum: Continuum | null;
  /** Of which kind its numbers are; `null`: it has others. */
  readonly numeric: "number" | "integer" | null;
  /** One value as the plan writes it, in the form of the axis; `undefined`: it is none. */
  readonly valueOf: (raw: unknown) => JsonValue | undefined;
  /** What each value must be: ends the sentence "must be …". */
  readonly rule: string;
}
