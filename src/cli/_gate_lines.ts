import type { GateCheck, GateResult } from "../report/mod.ts";
import type { JsonObject } from "../spec/mod.ts";
import { type FittedColumn, fittedTable } from "./_fitted_table.ts";
import { UNKNOWN } from "./_format.ts";
import type { Output } from "./io.ts";

const COLUMNS: readonly FittedColumn[] = [
  { title: "", align: "left" },
  { title: "of", align: "left", least: 16 },
  { title: "figure", align: "left" },
  { title: "is", align: "right" },
  { title: "must be", align: "left" },
  { title: "n", align: "right" },
  { title: "", align: "left", least: 24, leaves: 1 },
];

/** What a gate says, for people: a table with what failed first, and one line that sums it up. */
export function gateLines(result: GateResult, output: Pick<Output, "isTerminal" | "columns">): string {
  const { checks, passed, against } = result;
  const rows = checks.toSorted((a, b) => Number(a.passed) - Number(b.passed)).map((check) => [
    check.passed ? "ok" : "FAILED",
    check.group,
    against !== null && isDifference(check) ? `${check.figure} against it` : check.figure,
    check.value === null ? UNKNOWN : figureText(check.value),
    check.rule,
    String(check.n),
    check.detail ?? "",
  ]);
  const failed = checks.filter(({ passed }) => !passed).length;
  const verdict = passed
    ? `The gate is open: ${checks.length} of ${checks.length} checks passed.`
    : `The gate is shut: ${failed} of ${checks.length} checks failed.`;
  return `${fittedTable(COLUMNS, rows, output)}\n${against === null ? "" : `against ${against}\n`}${verdict}\n`;
}

/** Whether the check looks at the difference of two runs. */
function isDifference({ rule }: GateCheck): boolean {
  return rule.startsWith("drop") || rule.startsWith("rise");
}

/** What a gate says, for programs. */
export function gateDocument({ runId, against, per, passed, checks }: GateResult): JsonObject {
  return {
    run_id: runId,
    against,
    per,
    passed,
    checks: checks.map(({ group, figure, value, n, rule, passed, detail }) => ({
      group,
      figure,
      value,
      n,
      rule,
      passed,
      detail,
    })),
  };
}

function figureText(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString("en-US") : String(Number(value.toPrecision(4)));
}
