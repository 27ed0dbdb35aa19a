import type { ColumnType } from "../../ledger/mod.ts";

/** A column of a data frame, in words. */
export interface FrameColumn {
  /** In snake_case, with the unit at its end where it has one. */
  readonly name: string;
  /** What its values are: text, 64-bit integers, doubles, or yes and no. */
  readonly type: ColumnType;
  /** `ms`, `tokens`, `US$`; `null` when it has none. */
  readonly unit: string | null;
  /** One sentence. */
  readonly meaning: string;
}
