import { z } from "zod";
import { shownLedger } from "../../ledger/mod.ts";
import type { WorkerEvent, WorkerReport } from "../../workers/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { openLiveRun } from "../_live_run.ts";
import { leaseFlag } from "../_shared_run.ts";
import { printable } from "../_printable.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const SECOND_MS = 1000;

/** Makes calls for the runs of a ledger. */
export const worker = defineCommand({
  name: "worker",
  summary: "Make calls for the runs of a ledger in PostgreSQL, beside other workers",
  description:
    "Takes cells that `sweep run --ledger postgres://…` has put into the queue, makes their calls with the credentials " +
    "of this machine, and writes their rows. Runs whose plans name code that --allow-code does not are left to others. What it records goes onto a tape of its own for each run. Ctrl-C ends the " +
    "calls in flight and gives the rest back. A worker that is killed or frozen loses its cells to others.",
  args: [],
  flags: z.strictObject({
    ledger: z.string().meta({ placeholder: "URL", description: "The database: postgres://user@host/database" }),
    concurrency: z.int().min(1).default(16).meta({
      alias: "n",
      placeholder: "N",
      description: "Calls in flight at once",
    }),
    tapeDir: z.string().default("runs/tapes").meta({ placeholder: "DIR", description: "Where its tapes go" }),
    name: z.string().regex(/^[\w-]{1,60}$/, "must have letters, digits, dashes and underscores only, 60 at the most")
      .optional().meta({
        placeholder: "NAME",
        description: "Tells its tapes from those of others; made up unless given",
      }),
    allowCode: z.array(z.string()).default([]).meta({
      placeholder: "MODULE",
      description: "Run this provider or scorer from outside where a plan of the ledger names it; none unless given",
    }),
    once: z.boolean().default(false).describe("End when there is nothing to take"),
    idleExit: z.number().min(0).optional()
      .meta({ placeholder: "SECONDS", description: "End when there was nothing to do for so long" }),
    ...leaseFlag,
    allowLiveInCi: z.boolean().default(false).describe("Call live also where CI is set"),
  }),
  examples: [
    { line: "tapedeck worker --ledger postgres://evals@db.example/evals", does: "Work until Ctrl-C" },
    { line: "tapedeck worker --ledger postgres://evals@db.example/evals --once", does: "Work off what is there" },
  ],
  async run({ io, json }, { flags: given }) {
    const { runWorker } = await import("../../workers/mod.ts");
    const controller = new AbortController();
    const stopListening = io.onInterrupt(() => {
      stopListening();
      io.stderr.write("\nEnding the calls in flight. Ctrl-C again ends at once.\n");
      controller.abort();
    });
    io.stderr.write(`Working for ${shownLedger(given.ledger)}\n`);
    try {
      const report = await runWorker({
        ledgerUrl: given.ledger,
        tapeDir: commandPath(io, given.tapeDir),
        concurrency: given.concurrency,
        ...(given.name === undefined ? {} : { name: given.name }),
        leaseMs: given.lease * SECOND_MS,
        allowCode: given.allowCode,
        once: given.once,
        ...(given.idleExit === undefined ? {} : { idleExitMs: given.idleExit * SECOND_MS }),
        allowLiveInCi: given.allowLiveInCi,
        env: io.env,
        clock: io.clock,
        signal: controller.signal,
        warn: (message) => io.stderr.write(`warning: ${printable(message)}\n`),
        setupOf: (plan) => openLiveRun(io, { plan, folder: commandPath(io, "."), metricsPort: undefined }),
        onEvent: (event) => {
          const line = eventLine(event);
          if (line !== null) io.stderr.write(`${printable(line)}\n`);
        },
      });
      return {
        text: json ? "" : reportText(report),
        document: snakeKeys(report),
        exitCode: report.refused.length > 0 ? 1 : 0,
      };
    } finally {
      stopListening();
    }
  },
});

function eventLine(event: WorkerEvent): string | null {
  switch (event.type) {
    case "taken":
      return `Taken: part ${event.chunk} of ${event.runId}, ${formatCount(event.cells, "cell")}`;
    case "lost":
      return `Lost to another worker: part ${event.chunk} of ${event.runId}`;
    case "reaped":
      return `Put back, as ${event.worker} gave no sign of life: part ${event.chunk} of ${event.runId}`;
    default:
      return null;
  }
}

function reportText({ name, cells, chunks, lost, tapes }: WorkerReport): string {
  const lines = [
    `${name}: ${formatCount(cells, "cell")} ended, ${formatCount(chunks, "part")} finished` +
    (lost === 0 ? "" : `, ${formatCount(lost, "part")} lost to other workers`),
    ...tapes.map((tape) => `Tape: ${tape}`),
  ];
  return `${lines.join("\n")}\n`;
}
