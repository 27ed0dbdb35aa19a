import type { DriftFinding } from "./drift_report.ts";

/** What the columns `base` and `new` of agreements say, for people; `null` where no finding is one. */
export function agreementNote(findings: readonly DriftFinding[]): string | null {
  if (!findings.some(isAgreement)) return null;
  const steadiness = findings.some(({ what }) => what === STEADINESS)
    ? `; of ${STEADINESS} each is that of its own tape`
    : "";
  return "exact and answers: base is how far repeats on one tape agree (100 % where a request is deterministic), " +
    `new how far answers agree across the tapes${steadiness}`;
}

const STEADINESS = "agreement of repeats";

function isAgreement({ kind, what }: DriftFinding): boolean {
  return (kind === "exact" || kind === "answers") && what !== STEADINESS;
}
