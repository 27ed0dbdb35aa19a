import { Decimal, UserError } from "../../base/mod.ts";

/**
 * Money is decimal text, as a number would be rounded. A notebook's cell is not checked for types.
 * @throws {UserError} when an amount of a price, or of several, is none.
 */
export function checkPrices(prices: object): void {
  for (const [name, value] of Object.entries(prices)) {
    if (typeof value === "object" && value !== null) checkPrices(value);
    else if (name.endsWith("Usd") && value !== undefined && value !== null && !isAmount(value)) {
      throw new UserError(
        `Cannot price the calls as ${name} must be decimal text such as "0.00000015": current value is ${
          JSON.stringify(value) ?? String(value)
        }`,
      );
    }
  }
}

function isAmount(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    Decimal.parse(value);
    return true;
  } catch {
    return false;
  }
}
