import { displayTable, formatCount, UNKNOWN } from "../base/mod.ts";
import type { GateResult } from "./gate_result.ts";

/** Digits that matter of a figure. */
const DIGITS = 4;

/** Lets a notebook show what a gate says as a table, what failed first. */
export function displayGate(result: GateResult): GateResult {
  return displayTable(result, () => {
    const { checks, passed, against } = result;
    const failed = checks.filter((check) => !check.passed).length;
    const count = formatCount(checks.length, "check");
    const said = passed ? `${count} passed` : `${failed} of ${count} failed`;
    return {
      caption: `The gate is ${passed ? "open" : "shut"}: ${said}${against === null ? "" : `, against ${against}`}`,
      heads: ["", "of", "figure", "is", "must be", "n", "by"],
      rows: checks.toSorted((a, b) => Number(a.passed) - Number(b.passed)).map((check) => [
        check.passed ? "ok" : "FAILED",
        check.group,
        check.figure,
        check.value === null ? UNKNOWN : String(Number(check.value.toPrecision(DIGITS))),
        check.rule,
        String(check.n),
        check.detail ?? "",
      ]),
    };
  });
}
