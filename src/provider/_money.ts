import { Decimal } from "../base/mod.ts";

/** An amount of money as a provider writes it, or `null` where it is none or negative. */
export function money(value: unknown): Decimal | null {
  if (typeof value !== "number" && typeof value !== "string") return null;
  try {
    const amount = Decimal.parse(String(value));
    return amount.compare(Decimal.fromInteger(0)) < 0 ? null : amount;
  } catch {
    return null;
  }
}
