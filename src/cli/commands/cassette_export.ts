import { z } from "zod";
import { exportHar } from "../../cassette/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { namedValues } from "../_named_values.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  har: z.string().meta({ placeholder: "FILE", description: "The HAR" }),
  base: z.array(z.string()).optional().meta({
    placeholder: "NAME=URL",
    description: "The base URL to write in place of an endpoint's name; https://tapedeck.invalid/NAME unless given",
  }),
  force: z.boolean().default(false).describe("Write over a file that is there"),
});

/** Writes a tape as a HAR. */
export const cassetteExport = defineCommand({
  name: "cassette export",
  summary: "Write a tape as a HAR, which browsers open",
  description:
    "HAR 1.2, with the times of every recording, and the events of streams as Chromium lists them. What HAR " +
    "has no place for (scopes, chunk times, endpoint names) stands in _tapedeck fields, so that `cassette import` gives " +
    "the same recordings back. Decisions are not in it.",
  args: [{ name: "TAPE", description: "The tape" }],
  flags,
  examples: [
    {
      line: "tapedeck cassette export tape.jsonl --har tape.har",
      does: "Open tape.har in the network panel of a browser",
    },
    {
      line: "tapedeck cassette export tape.jsonl --har tape.har --base gpt@openai=https://api.openai.com/v1",
      does: "With the URL that the endpoint has",
    },
  ],
  async run({ io }, { args: [tape], flags: { har, base, force } }) {
    const bases = namedValues("base", base);
    const report = await exportHar(commandPath(io, tape), { out: commandPath(io, har), bases, replace: force });
    const { out, entries, decisions } = report;
    const left = decisions === 0 ? "" : `, ${formatCount(decisions, "decision")} left out`;
    return {
      text: `${formatCount(entries, "recording")} in ${out}${left}\n`,
      document: { out, entries, decisions, bases: { ...report.bases } },
    };
  },
});
