import { z } from "zod";
import { UserError, writeAtomically } from "../../base/mod.ts";
import type { Ledger } from "../../spec/mod.ts";
import {
  HumanRatings,
  importRatings,
  placesOf,
  ratingItems,
  ratingSheet,
  readRatingSheet,
  sheetFormat,
  type SweepPlan,
  writeRunResults,
} from "../../sweep/mod.ts";
import { LATEST, openCommandLedger, runIdOf } from "../_command_ledger.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { rateInteractively } from "../_rate_interactively.ts";
import { viewedPlan } from "../_viewed_plan.ts";
import { type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";
import { printable } from "../_printable.ts";

const flags = z.strictObject({
  rater: z.string().min(1).optional()
    .meta({ placeholder: "NAME", description: "Who rates; the name in USER unless given" }),
  from: z.string().optional()
    .meta({ placeholder: "FILE", description: "Take the ratings of a sheet over: .csv or .jsonl" }),
  export: z.string().optional()
    .meta({ placeholder: "FILE", description: "Write a sheet to rate in, of what the rater has not rated yet" }),
  show: z.boolean().default(false).describe("Show which endpoint answered, which otherwise nobody sees"),
  seed: z.string().default("1")
    .meta({ placeholder: "TEXT", description: "Decides the order of the answers" }),
  plan: z.string().optional()
    .meta({
      placeholder: "FILE",
      description: "The plan, for prompts and what was expected; the run's own unless given",
    }),
  out: z.string().default("runs")
    .meta({ placeholder: "DIR", description: "Where the run has its folder of results, which is written again" }),
  ledger: z.string().optional()
    .meta({ placeholder: "PATH", description: "The ledger that has the run; ledger.sqlite in --out unless given" }),
}).refine((given) => given.from === undefined || given.export === undefined, {
  message: "cannot stand beside --from: one writes a sheet, the other reads one",
  path: ["export"],
});

type Flags = z.infer<typeof flags>;

/** Takes down what people say of answers. */
export const rate = defineCommand({
  name: "rate",
  summary: "Rate the answers of a run by hand, at the terminal or in a sheet",
  description:
    "Ratings are the verdicts of the scorer `human`: the mean of all raters, each of which is kept. At the terminal, one " +
    "answer after the other is shown, in a shuffled order and without who gave it; 0 to 9 and n, y rate it, s skips it, q " +
    "quits. Every rating is kept at once, and the next session goes on with what is left.",
  args: [{ name: "RUN", description: "The id of the run", default: LATEST }],
  flags,
  examples: [
    { line: "tapedeck rate", does: "The answers of the latest run, one by one" },
    { line: "tapedeck rate --export sheet.csv", does: "A sheet for somebody else" },
    { line: "tapedeck rate --from sheet.csv --rater ann", does: "What Ann has filled in" },
  ],
  async run({ io }, { args: [name], flags: given }) {
    const ledgerName = given.ledger ?? `${given.out}/ledger.sqlite`;
    await using ledger = await openCommandLedger(io, ledgerName);
    const runId = await runIdOf(ledger, name);
    const rater = given.rater ?? io.env("USER") ?? "somebody";
    const ratings = await HumanRatings.open(ledger, runId, { now: () => io.clock.date().toISOString() });
    const parts: RateParts = { io, ledger, ledgerPath: commandPath(io, ledgerName), runId, rater, ratings, given };
    if (given.export !== undefined) return await exported(parts, given.export);
    if (given.from !== undefined) return await imported(parts, given.from);
    return await typed(parts);
  },
});

interface RateParts {
  readonly io: Io;
  readonly ledger: Ledger;
  readonly ledgerPath: string;
  readonly runId: string;
  readonly rater: string;
  readonly ratings: HumanRatings;
  readonly given: Flags;
}

async function typed(parts: RateParts): Promise<CommandResult> {
  const { io, ledger, runId, ratings, rater, given: { seed, show } } = parts;
  if (!io.stdin.isTerminal) {
    throw new UserError(
      "Cannot rate one by one as the input is no terminal: --export writes a sheet to rate in, --from reads it",
      { exitCode: 2 },
    );
  }
  const plan = await planOf(parts);
  const session = await rateInteractively(io, { ledger, runId, ratings, plan, rater, seed, show });
  return await told(parts, { ...session }, `${formatCount(session.left, "answer")} left.\n`);
}

async function imported(parts: RateParts, file: string): Promise<CommandResult> {
  const { io, ledger, runId, ratings, rater } = parts;
  const path = commandPath(io, file);
  const format = sheetFormat(file);
  const rows = readRatingSheet(await textOf(path, file), { format, path: file });
  const done = await importRatings(ratings, rows, { ledger, runId, rater });
  const rest = done.unrated === 0 ? "" : `${formatCount(done.unrated, "row")} without a score.\n`;
  return await told(parts, { ...done }, rest);
}

async function exported(parts: RateParts, file: string): Promise<CommandResult> {
  const { io, ledger, runId, ratings, rater, given: { seed, show } } = parts;
  const format = sheetFormat(file);
  const plan = await planOf(parts);
  const skip = (cellIndex: number) => ratings.has(cellIndex, rater);
  const items = ratingItems(ledger, runId, { plan, seed, skip });
  let lines = format === "csv" ? -1 : 0;
  await writeAtomically(commandPath(io, file), async (write) => {
    const encoder = new TextEncoder();
    for await (const line of ratingSheet(items, { format, show })) {
      lines++;
      await write(encoder.encode(line));
    }
  });
  return {
    text: `${file}: ${formatCount(lines, "answer")} for ${rater} to rate; tapedeck rate ${runId} --from reads it.\n`,
    document: { run_id: runId, rater, answers: lines, file },
  };
}

/** The results show what was rated. */
async function told(
  { io, ledger, runId, rater, ratings, given }: RateParts,
  counts: { readonly rated: number; readonly [count: string]: number },
  rest: string,
): Promise<CommandResult> {
  const out = counts.rated === 0 ? null : (await writeRunResults(ledger, runId, commandPath(io, given.out))).out;
  const results = out === null ? "" : `\nresults  ${out} (written again)\n`;
  return {
    text: `${formatCount(counts.rated, "answer")} of ${runId} rated by ${rater}. ${rest}${results}`,
    document: { run_id: runId, rater, scoring: ratings.scoring, ...counts, out },
  };
}

/** Without its plan a run has answers all the same. */
async function planOf({ io, ledger, ledgerPath, runId, given }: RateParts): Promise<SweepPlan | null> {
  if (given.plan !== undefined) return await viewedPlan(io, commandPath(io, given.plan));
  const { planPath } = await placesOf((await ledger.run(runId))!, ledgerPath);
  try {
    if (planPath !== "") return await viewedPlan(io, planPath);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.stderr.write(`warning: prompts are not shown: ${printable(error.message)}\n`);
    return null;
  }
  io.stderr.write("warning: prompts are not shown, as nothing says where the plan is: name it by --plan\n");
  return null;
}

async function textOf(path: string, file: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new UserError(`Cannot read the sheet as there is no such file: current value is "${file}"`, {
      exitCode: 2,
      cause,
    });
  }
}
