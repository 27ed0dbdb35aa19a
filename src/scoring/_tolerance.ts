import { Decimal } from "../base/mod.ts";

/** A tolerance as a decimal number; `null` when it is none, or negative. */
export function parseTolerance(value: string | number): Decimal | null {
  try {
    const tolerance = Decimal.parse(String(value));
    return tolerance.compare(Decimal.fromInteger(0)) < 0 ? null : tolerance;
  } catch {
    return null;
  }
}
