import { z } from "zod";
import type { CallStats, Tally } from "../../cassette/mod.ts";
import { cassetteStats as statsOf } from "../../recording/mod.ts";
import { formatSize } from "../_amounts.ts";
import { commandPath } from "../_command_path.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { formatCount, formatDuration, formatUsd, UNKNOWN } from "../_format.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

/** Sums over cassettes. */
export const cassetteStats = defineCommand({
  name: "cassette stats",
  summary: "Count tokens, cost and time on cassettes, and what a replay saves",
  description:
    "Costs are those that the providers reported. A sum that some calls do not tell of has a + behind it; what " +
    "none tells of is unknown, and never 0.",
  args: [{ name: "PATH", description: "Cassettes and folders", default: "cassettes", many: true }],
  flags: z.strictObject({}),
  examples: [{ line: "tapedeck cassette stats tests", does: "All cassettes in a folder" }],
  async run({ io }, { args }) {
    const stats = await statsOf(args.map((path) => commandPath(io, path)));
    const { files, bytes, decisions, superseded, oldest, newest, rows, total } = stats;
    const columns: FittedColumn[] = [
      { title: "model", align: "left", least: 10 },
      { title: "endpoint", align: "left", least: 10 },
      ...["calls", "failed", "in", "cached", "out", "reasoning", "USD", "waiting", "bytes"].map((title) =>
        ({ title, align: "right" }) as const
      ),
    ];
    const cells = rows.map((row) => [row.model ?? UNKNOWN, row.endpoint, ...figures(row)]);
    if (rows.length > 1) cells.push(["all", "", ...figures(total)]);
    const head = [
      formatCount(files, "cassette"),
      formatSize(bytes),
      formatCount(total.calls, "call"),
      formatCount(decisions, "decision"),
      ...(superseded === 0
        ? []
        : [formatCount(superseded, "line that no longer counts", "lines that no longer count")]),
      ...(oldest === null ? [] : [`recorded ${oldest.slice(0, 16)}Z to ${newest!.slice(0, 16)}Z`]),
    ];
    return {
      text: `${head.join(", ")}\n\n${rows.length === 0 ? "" : fittedTable(columns, cells, io.stdout)}${saved(total)}`,
      document: snakeKeys(stats),
    };
  },
});

function figures(stats: CallStats): string[] {
  const { calls, failed, inputTokens, cacheReadTokens, outputTokens, reasoningTokens, costUsd, waitingMs } = stats;
  return [
    calls.toLocaleString("en-US"),
    failed.toLocaleString("en-US"),
    ...[inputTokens, cacheReadTokens, outputTokens, reasoningTokens].map((one) => tally(one, count)),
    tally(costUsd, formatUsd),
    tally(waitingMs, formatDuration),
    formatSize(stats.requestBytes + stats.responseBytes),
  ];
}

/** What one replay of everything does not make, pay and wait for. */
function saved({ calls, inputTokens, outputTokens, costUsd, waitingMs }: CallStats): string {
  if (calls === 0) return "";
  const tokens = [tally(inputTokens, count), tally(outputTokens, count)];
  return `\nOne replay saves ${formatCount(calls, "call")}, ${tokens[0]} tokens in and ${tokens[1]} out, ` +
    `${costUsd.sum === null ? "an unknown cost" : `$${tally(costUsd, formatUsd)}`} and ` +
    (waitingMs.sum === null
      ? "an unknown time of waiting.\n"
      : `${tally(waitingMs, formatDuration)} of waiting, one call after the other.\n`);
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function tally<T>({ sum, unknown }: Tally<T>, format: (value: T) => string): string {
  return sum === null ? UNKNOWN : format(sum) + (unknown > 0 ? "+" : "");
}
