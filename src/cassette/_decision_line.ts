import { UserError } from "../base/mod.ts";
import type { DecisionRecord } from "./interaction.ts";
import type { Redactor } from "./redaction/mod.ts";

/**
 * A decision as it stands on the tape, and its line.
 * @throws {UserError} when a credential stands where it cannot be replaced.
 */
export function decisionLine(
  redactor: Redactor,
  decision: DecisionRecord,
): { record: DecisionRecord; line: string } {
  const record = { ...decision, choice: redactor.json(decision.choice), reason: redactor.text(decision.reason) };
  const line = JSON.stringify(record);
  if (!redactor.finds(line)) return { record, line };
  throw new UserError(
    `Cannot keep the decision "${redactor.text(decision.name)}" as its scope, name or run has a credential`,
  );
}
