import { z } from "zod";
import { mergeCassettes, ON_CONFLICT } from "../../cassette/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { defineCommand } from "../command.ts";

/** Makes one cassette of several. */
export const cassetteMerge = defineCommand({
  name: "cassette merge",
  summary: "Make one cassette of several",
  description: "A record that several have stands once. Their headers must agree about what counts for a key.",
  args: [{ name: "FILE", description: "The cassettes, two at least", many: true }],
  flags: z.strictObject({
    output: z.string().meta({ alias: "o", placeholder: "PATH", description: "A new file, or one of the cassettes" }),
    onConflict: z.enum(ON_CONFLICT).default("keep-all")
      .describe("What becomes of different answers to one request; all are kept in the order of recording"),
  }),
  examples: [{ line: "tapedeck cassette merge a.jsonl b.jsonl --output all.jsonl", does: "A new cassette" }],
  async run({ io }, { args, flags: { output, onConflict } }) {
    const report = await mergeCassettes(args.map((path) => commandPath(io, path)), {
      output: commandPath(io, output),
      onConflict,
    });
    const { kept, same, conflicts, dropped } = report;
    const counts = [
      ...(same === 0 ? [] : [`${same.toLocaleString("en-US")} stood in several`]),
      ...(conflicts === 0 ? [] : [`${formatCount(conflicts, "request")} with different answers (${onConflict})`]),
      ...(dropped === 0 ? [] : [`${dropped.toLocaleString("en-US")} left out`]),
    ];
    return {
      text: `${output}: ${[formatCount(kept, "record"), ...counts].join(", ")}\n`,
      document: { output, ...report },
    };
  },
});
