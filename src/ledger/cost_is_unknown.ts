import type { Attempt, ErrorKind } from "../spec/mod.ts";

/** How a try ends that is given up while its server may be at work on it. A connection that failed reached nobody. */
const GIVEN_UP: readonly ErrorKind[] = ["timeout", "aborted"];

/** What of a try tells whether its cost is unknown. */
export type MaybeUnknownCost =
  & Pick<Attempt, "httpStatus" | "errorKind">
  & Partial<Pick<Attempt, "source" | "cassetteKey">>
  & {
    readonly costUsd: unknown;
  };

/**
 * Whether a try may have cost something that nobody knows: a server took it, or it was given up before the server had
 * answered, and no cost was found. A try that was refused (a status of 400 or more), that reached nobody or that was never
 * sent has no cost, which is another thing.
 */
export function costIsUnknown({ costUsd, httpStatus, errorKind, source, cassetteKey }: MaybeUnknownCost): boolean {
  if (costUsd !== null) return false;
  if (httpStatus !== null) return httpStatus < 400;
  // A failure that comes from no tape and no network was injected: nothing went out.
  const isInjected = source === "replay" && cassetteKey === null;
  return errorKind !== null && GIVEN_UP.includes(errorKind) && !isInjected;
}

/** The same of a row of attempts, as a condition in the words of both databases; `null` is no. */
export const COST_IS_UNKNOWN = unknownCost("NOT (source = 'replay' AND cassette_key IS NULL)");
/** The same of a row that was not replayed, in tables whose rows do not tell their recording too. */
export const PAID_COST_IS_UNKNOWN = `source <> 'replay' AND ${unknownCost("true")}`;

function unknownCost(wasSent: string): string {
  const givenUp = GIVEN_UP.map((kind) => `'${kind}'`).join(", ");
  return `cost_usd IS NULL AND (http_status < 400 OR (http_status IS NULL AND error_kind IN (${givenUp}) AND ${wasSent}))`;
}
