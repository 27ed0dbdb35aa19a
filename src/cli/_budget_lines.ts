import { Decimal } from "../base/mod.ts";
import type { CassetteMode, ExceededBudget } from "../cassette/mod.ts";

const FLAGS = { requests: "--max-requests", tokens: "--max-tokens", usd: "--max-usd" };

/** Which limit ended a run, what was spent of it, and what going on would mean. */
export function budgetLines({ what, limit, spent, needed }: ExceededBudget, mode: CassetteMode): string {
  const number = (text: string) => what === "usd" ? `$${text}` : Number(text).toLocaleString("en-US");
  const unit = what === "usd" ? "" : ` ${limit === "1" ? what.slice(0, -1) : what}`;
  const next = what === "requests" ? "" : `, and the next call could use up to ${number(needed)}`;
  const isTooSmall = Decimal.parse(needed).compare(Decimal.parse(limit)) > 0;
  return [
    `Stopped by the recording budget: ${number(spent)} of ${number(limit)}${unit} spent${next}.\n`,
    mode === "passthrough" ? "What has ended stays. " : "What was recorded stays. ",
    isTooSmall
      ? `The limit is too small for a single call: raise ${FLAGS[what]}. `
      : `Each session has its own budget: going on spends up to ${number(limit)} more. `,
  ].join("");
}
