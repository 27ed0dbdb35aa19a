import { z } from "zod";
import { pruneCassette, type UnusedRecord } from "../../cassette/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { defineCommand } from "../command.ts";

/** Removes what no replay played. */
export const cassettePrune = defineCommand({
  name: "cassette prune",
  summary: "Remove the recordings that no replay played",
  description:
    "Run all tests with TAPEDECK_USAGE=PATH in the environment (or `usage` of `openCassette`): each replay adds " +
    "to that file what it played. Without --write it is only told what would go.",
  args: [{ name: "FILE", description: "The cassette" }],
  flags: z.strictObject({
    usage: z.string().meta({ placeholder: "PATH", description: "The file to which the replays added" }),
    write: z.boolean().default(false).describe("Remove them"),
  }),
  examples: [
    { line: "tapedeck cassette prune tape.jsonl --usage usage.jsonl", does: "What would go" },
    { line: "tapedeck cassette prune tape.jsonl --usage usage.jsonl --write", does: "Let it go" },
  ],
  async run({ io, json }, { args: [file], flags: { usage, write } }) {
    const lines: string[] = [];
    const unused: { line: number; key: string }[] = [];
    const report = await pruneCassette(commandPath(io, file), {
      usage: commandPath(io, usage),
      write,
      onUnused: (one) => json ? unused.push({ line: one.line, key: one.record.key }) : lines.push(lineOf(file, one)),
    });
    const { kept, dropped, superseded } = report;
    const counts = [
      `${formatCount(dropped, "unused record")} ${write ? "removed" : "would go"}`,
      ...(superseded === 0 ? [] : [
        `${formatCount(superseded, "line that no longer counts", "lines that no longer count")} with them`,
      ]),
      `${kept.toLocaleString("en-US")} stay`,
    ];
    return {
      text: `${lines.join("")}${counts.join(", ")}${write || dropped === 0 ? "" : "; --write removes them"}\n`,
      document: { ...report, unused },
    };
  },
});

function lineOf(file: string, { line, record }: UnusedRecord): string {
  const what = record.kind === "decision"
    ? `decision ${record.name} of ${record.scope}`
    : `${record.request.method} ${record.request.url}${record.scope === undefined ? "" : ` ${record.scope}`}`;
  return `${file}:${line} ${record.key} ${what}\n`;
}
