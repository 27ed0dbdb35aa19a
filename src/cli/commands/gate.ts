import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { evaluateGate } from "../../report/mod.ts";
import type { RunRecord } from "../../spec/mod.ts";
import { loadGate, type PlanGate } from "../../sweep/mod.ts";
import { LATEST, openCommandLedger, runIdOf } from "../_command_ledger.ts";
import { commandPath } from "../_command_path.ts";
import { gateDocument, gateLines } from "../_gate_lines.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  against: z.string().optional()
    .meta({ placeholder: "RUN", description: "The run that it must not be worse than; that of the gate unless given" }),
  plan: z.string().optional().meta({
    placeholder: "FILE",
    description: "The plan whose [gate] is asked; that of the run's own plan when it began unless given",
  }),
  ledger: z.string().default("runs/ledger.sqlite")
    .meta({ placeholder: "PATH", description: "The ledger that has the run" }),
  againstLedger: z.string().optional()
    .meta({ placeholder: "PATH", description: "The ledger that has the other run; --ledger unless given" }),
});

/** Holds a run against its gate. */
export const gate = defineCommand({
  name: "gate",
  summary: "Hold a run against its plan's thresholds, or against another run",
  description:
    "Ends with exit code 1, and a table that names what failed, where a figure is past its threshold, is not known, the " +
    "run has not ended, or its scores are worse than the other run's beyond chance (a paired permutation test over the " +
    "prompts that both have).",
  args: [{ name: "RUN", description: "The id of the run", default: LATEST }],
  flags,
  examples: [
    { line: "tapedeck gate", does: "The latest run, by its plan's [gate]" },
    {
      line: "tapedeck gate run_20261121-055215-9fd48a8e --against run_20261120-101010-0a1b2c3d",
      does: "Is it worse than yesterday's?",
    },
  ],
  async run({ io }, { args: [name], flags: given }) {
    await using ledger = await openCommandLedger(io, given.ledger);
    await using other = given.againstLedger === undefined ? null : await openCommandLedger(io, given.againstLedger);
    const runId = await runIdOf(ledger, name);
    const run = await ledger.run(runId);
    const asked = given.plan === undefined ? gateOfRun(run) : await loadGate(commandPath(io, given.plan));
    if (run !== null && asked === null && given.against === undefined) {
      throw new UserError(
        `Cannot hold the run against anything as its plan has no [gate], and neither --against nor --plan is given: ` +
          `current value is "${runId}"`,
        { exitCode: 2 },
      );
    }
    const result = await evaluateGate(ledger, {
      runId,
      gate: asked,
      ...(given.against === undefined ? {} : { against: given.against }),
      ...(other === null ? {} : { againstLedger: other }),
    });
    return { text: gateLines(result, io.stdout), document: gateDocument(result), exitCode: result.passed ? 0 : 1 };
  },
});

/** What the run's plan asked when it began. */
function gateOfRun(run: RunRecord | null): PlanGate | null {
  return (run?.manifest.gate ?? null) as PlanGate | null;
}
