import { z } from "zod";
import { scanFiles } from "../../recording/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { defineCommand } from "../command.ts";

/** Looks for credentials in files. */
export const cassetteScan = defineCommand({
  name: "cassette scan",
  summary: "Look for credentials in cassettes and in files of any other format",
  description:
    "Finds the keys of every provider by their shapes, the values of credential-like environment variables, and tokens " +
    "in places named like credentials; also escaped, in base64 and split across the events of a stream. Never prints " +
    "one. Ends with exit code 1 when there is any.",
  args: [{ name: "PATH", description: "A file, or a folder with all files below it", many: true }],
  flags: z.strictObject({
    harmless: z.array(z.string()).default([]).meta({
      placeholder: "TEXT",
      description: "A text that looks like a credential and is none; may be given several times",
    }),
  }),
  examples: [
    { line: "tapedeck cassette scan cassettes", does: "Look through a folder of cassettes" },
    { line: "tapedeck cassette scan tests/cassettes --json", does: "Look through the recordings of another tool" },
  ],
  async run({ io }, { args, flags: { harmless } }) {
    const { files, findings } = await scanFiles(args.map((path) => commandPath(io, path)), { harmless });
    const lines = findings.map(({ path, line, column, name, excerpt }) =>
      `${path}:${line}:${column}  ${name}  ${excerpt}`
    );
    const total = findings.length === 0
      ? `No credentials in ${formatCount(files, "file")}`
      : `${formatCount(findings.length, "credential")} in ${
        formatCount(new Set(findings.map(({ path }) => path)).size, "file")
      } of ${files.toLocaleString("en-US")}; \`tapedeck cassette scrub FILE\` replaces them`;
    return {
      text: [...lines, total].map((line) => `${line}\n`).join(""),
      document: { files, findings: findings.map((finding) => ({ ...finding })) },
      exitCode: findings.length === 0 ? 0 : 1,
    };
  },
});
