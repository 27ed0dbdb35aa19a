import { z } from "zod";
import { scrubFile } from "../../recording/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  output: z.string().optional().meta({
    alias: "o",
    placeholder: "OUT",
    description: "Where the clean file goes; it replaces FILE unless given",
  }),
  harmless: z.array(z.string()).default([]).meta({
    placeholder: "TEXT",
    description: "A text that looks like a credential and is none; may be given several times",
  }),
});

/** Replaces the credentials in a file. */
export const cassetteScrub = defineCommand({
  name: "cassette scrub",
  summary: "Replace the credentials in a cassette, or in a file of any other format",
  description:
    "What `cassette scan` finds becomes `[redacted]`. A cassette stays valid: its keys are derived again. The file is " +
    "replaced in one step, and left as it was when a credential cannot be replaced.",
  args: [{ name: "FILE", description: "The file" }],
  flags,
  examples: [
    { line: "tapedeck cassette scrub cassettes/chat.jsonl", does: "Clean a cassette" },
    {
      line: "tapedeck cassette scrub old.yaml --output new.yaml",
      does: "Write a clean copy of another tool's recording",
    },
  ],
  async run({ io }, { args: [path], flags: { output, harmless } }) {
    const report = await scrubFile(
      commandPath(io, path),
      { harmless, ...(output === undefined ? {} : { output: commandPath(io, output) }) },
    );
    const what = report.replaced === 0 ? "No credentials" : `${formatCount(report.replaced, "credential")} replaced`;
    return {
      text: `${what}: ${report.output}\n`,
      document: { replaced: report.replaced, output: report.output, cassette: report.isCassette },
    };
  },
});
