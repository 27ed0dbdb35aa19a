import type { Attempt } from "../spec/mod.ts";
import type { ExchangeResult } from "./exchange.ts";

/** How a try ended, in the fields of a row. */
export function tryEnd(
  { outcome, httpStatus, note: { source = "live", key = null } }: ExchangeResult,
): Pick<Attempt, "httpStatus" | "errorKind" | "source" | "cassetteKey"> {
  return { httpStatus, errorKind: outcome.ok ? null : outcome.failure.kind, source, cassetteKey: key };
}
