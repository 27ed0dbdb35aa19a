import { z } from "zod";
import { cassettePaths, formatCassette, type FormatReport } from "../../cassette/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { defineCommand } from "../command.ts";

/** Tidies cassettes. */
export const cassetteFmt = defineCommand({
  name: "cassette fmt",
  summary: "Tidy cassettes: sorted, one spelling, without what no longer counts",
  description:
    "Lines are sorted by URL, scope and key, decisions behind, so that a recording that is made anew changes " +
    "its own line and no other. A replay gives the same answers before and after. The file is replaced in one step; who " +
    "is recording meanwhile goes on in the new one.",
  args: [{ name: "PATH", description: "Cassettes and folders", many: true }],
  flags: z.strictObject({
    check: z.boolean().default(false).describe("Write nothing; exit code 1 when a cassette is not tidy"),
  }),
  examples: [
    { line: "tapedeck cassette fmt tape.jsonl", does: "Before a commit" },
    { line: "tapedeck cassette fmt tests --check", does: "In CI" },
  ],
  async run({ io }, { args, flags: { check } }) {
    const paths = await cassettePaths(args.map((path) => commandPath(io, path)));
    const reports: { path: string; report: FormatReport }[] = [];
    for (const path of paths) reports.push({ path, report: await formatCassette(path, { check }) });
    const changed = reports.filter(({ report }) => report.changed);
    return {
      text: changed.map((one) => lineOf(one, check)).join("") +
        `${formatCount(changed.length, "cassette")} ${check ? "not tidy" : "changed"}, ` +
        `${formatCount(paths.length - changed.length, "cassette")} tidy\n`,
      document: { cassettes: reports.map(({ path, report }) => ({ path, ...report })) },
      exitCode: check && changed.length > 0 ? 1 : 0,
    };
  },
});

function lineOf({ path, report }: { path: string; report: FormatReport }, check: boolean): string {
  const gone = [
    ...(report.superseded === 0
      ? []
      : [`${formatCount(report.superseded, "line")} that no longer ${report.superseded === 1 ? "counts" : "count"}`]),
    ...(report.torn ? ["a torn last line"] : []),
  ];
  const without = gone.length === 0 ? "" : `, without ${gone.join(" and ")}`;
  return `${path} ${check ? "would have" : "has"} ${formatCount(report.kept, "record")}${without}\n`;
}
