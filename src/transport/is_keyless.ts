import type { ExchangeResult } from "./exchange.ts";

/** Whether a try was not made for want of a key: who refuses one says so with a status. */
export function isKeyless({ outcome, httpStatus }: Pick<ExchangeResult, "outcome" | "httpStatus">): boolean {
  return !outcome.ok && outcome.failure.kind === "auth" && httpStatus === null;
}
