import { Decimal } from "../base/mod.ts";
import type { CassetteMode, ExceededBudget } from "../cassette/mod.ts";

const FLAGS = { requests: "--max-requests", tokens: "--max-tokens", usd: "--max-usd" };

/** Which limit ended a run, what was spent of it, and what going on would mean. */
export function budgetLines({ what, limit, spent, needed }: ExceededBudget, mode: CassetteMode): string {
  const amount = (text: string) =>
    what === "usd" ? `$${text}` : `${Number(text).toLocaleString("en-US")} ${text === "1" ? what.slice(0, -1) : what}`;
  const next = what === "requests" ? "" : `, and the next call could use up to ${amount(needed)}`;
  const isTooSmall = Decimal.parse(needed).compare(Decimal.parse(limit)) > 0;
  return [
    `Stopped by the recording budget: ${amount(spent)} of ${amount(limit)} spent${next}.\n`,
    mode === "passthrough" ? "What has ended stays. " : "What was recorded stays. ",
    isTooSmall
      ? `The limit is too small for a single call: raise ${FLAGS[what]}. `
      : `Each session has its own budget: going on spends up to ${amount(limit)} more. `,
  ].join("");
}
