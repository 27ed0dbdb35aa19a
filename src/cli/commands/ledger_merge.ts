import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { isPostgresUrl, ledgerIsThere, mergeLedgers, openLedger } from "../../ledger/mod.ts";
import { openExistingLedger } from "../_chosen_run.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  into: z.string().meta({ placeholder: "PATH", description: "Where the union goes: a new file" }),
  prefer: z.enum(["newest"]).optional().describe("Where ledgers disagree, take the newer; else that is an error"),
});

/** Makes one ledger of several. */
export const ledgerMerge = defineCommand({
  name: "ledger merge",
  summary: "Make one ledger of several: the parts of a run become one run",
  description: "What several ledgers have stands once. Nothing is written where they disagree about a row.",
  args: [{ name: "LEDGER", description: "The ledgers", many: true }],
  flags,
  examples: [
    {
      line: "tapedeck ledger merge shard-1/ledger.sqlite shard-2/ledger.sqlite --into merged.sqlite",
      does: "The shards of a run as one",
    },
  ],
  async run({ io }, { args, flags: { into: given, prefer } }) {
    const into = commandPath(io, given);
    if (!isPostgresUrl(into) && await ledgerIsThere(into)) {
      throw new UserError(
        `Cannot merge the ledgers as the output is there already, and --into makes a new one (to keep its runs, name it ` +
          `among the ledgers too): current value is "${given}"`,
        {
          exitCode: 2,
        },
      );
    }
    await using stack = new AsyncDisposableStack();
    const sources = [];
    for (const path of args) {
      sources.push(stack.use(await openExistingLedger(commandPath(io, path), "merge the ledgers")));
    }
    const report = await merged(sources, into, prefer);
    const counts: [number, string][] = [
      [report.runs, formatCount(report.runs, "run")],
      [report.attempts, formatTries(report.attempts)],
      [report.calls, `${formatTries(report.calls)} of calls by themselves`],
      [report.routes, formatCount(report.routes, "route")],
      [report.scorings, formatCount(report.scorings, "scoring")],
    ];
    return {
      text: `${formatCount(args.length, "ledger")} merged into ${given}: ${
        counts.filter(([count]) => count > 0).map(([, words]) => words).join(", ") || "nothing"
      }.\n`,
      document: { into: given, ...report },
    };
  },
});

function formatTries(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "try" : "tries"}`;
}

/** Where the ledgers disagree, half a union is left nowhere. */
async function merged(sources: Parameters<typeof mergeLedgers>[0], path: string, prefer: "newest" | undefined) {
  if (isPostgresUrl(path)) {
    await using into = await openLedger(path);
    return await mergeLedgers(sources, { into, prefer });
  }
  const temporary = `${path}.${crypto.randomUUID()}.tapedeck-tmp`;
  try {
    const report = await (async () => {
      await using into = await openLedger(temporary);
      return await mergeLedgers(sources, { into, prefer });
    })();
    await Deno.rename(temporary, path);
    return report;
  } catch (error) {
    for (const end of ["", "-wal", "-shm"]) await Deno.remove(temporary + end).catch(() => {});
    throw error;
  }
}
