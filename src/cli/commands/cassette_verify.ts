import { z } from "zod";
import { parseAge } from "../../base/mod.ts";
import { cassettePaths, type CassetteProblem } from "../../cassette/mod.ts";
import { verifyCassette } from "../../recording/mod.ts";
import { parseSize } from "../_amounts.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  maxAge: z.string().refine((text) => parseAge(text) !== null, "must be an age such as 30d, 12h or 90m").optional()
    .meta({ placeholder: "AGE", description: "Older recordings have expired: 30d, 12h, 90m" }),
  maxSize: z.string().refine((text) => parseSize(text) !== null, "must be a size such as 5MB or 300kB").optional()
    .meta({ placeholder: "SIZE", description: "A larger file is a problem: 5MB, 300kB" }),
  allowDuplicates: z.boolean().default(false).describe("Let an interaction stand twice"),
  harmless: z.array(z.string()).default([]).meta({
    placeholder: "TEXT",
    description: "A text that looks like a credential and is none; may be given several times",
  }),
  allowSecrets: z.boolean().default(false).describe("Do not look for credentials"),
});

/** Checks cassettes, for CI. */
export const cassetteVerify = defineCommand({
  name: "cassette verify",
  summary: "Check cassettes: format, keys, secrets, repeats, age and size",
  description: "Prints a line for each problem, as FILE:LINE, and ends with exit code 1 when there is one. Keys are " +
    "derived again from the requests. The same answer to the same request at another time is a repeat and no problem; " +
    "one interaction that stands twice is.",
  args: [{ name: "PATH", description: "Cassettes and folders", default: "cassettes", many: true }],
  flags,
  examples: [
    { line: "tapedeck cassette verify tests --max-age 30d", does: "In CI" },
    { line: "tapedeck cassette verify tape.jsonl --max-size 5MB", does: "One cassette" },
  ],
  async run({ io }, { args, flags: given }) {
    const paths = await cassettePaths(args.map((path) => commandPath(io, path)));
    const found: { path: string; problems: CassetteProblem[]; hints: string[] }[] = [];
    for (const path of paths) {
      const hints: string[] = [];
      const problems = await verifyCassette(path, {
        ...(given.maxAge === undefined ? {} : { maxAgeMs: parseAge(given.maxAge)! }),
        ...(given.maxSize === undefined ? {} : { maxBytes: parseSize(given.maxSize)! }),
        ...(given.allowSecrets ? { findSecrets: () => [] } : {}),
        harmless: given.harmless,
        onHint: (hint) => hints.push(hint),
        clock: io.clock,
      });
      const counted = problems.filter(({ kind }) => !(given.allowDuplicates && kind === "duplicate"));
      found.push({ path, problems: counted, hints });
    }
    const count = found.reduce((sum, { problems }) => sum + problems.length, 0);
    const verdict = count === 0
      ? `${formatCount(paths.length, "cassette")} sound\n`
      : `${formatCount(count, "problem")} in ${formatCount(paths.length, "cassette")}\n`;
    return {
      text: found.map(linesOf).join("") + verdict,
      document: {
        sound: count === 0,
        cassettes: found.map(({ path, problems, hints }) => ({
          path,
          problems: problems.map((one) => ({ ...one })),
          hints,
        })),
      },
      exitCode: count === 0 ? 0 : 1,
    };
  },
});

function linesOf({ path, problems, hints }: { path: string; problems: CassetteProblem[]; hints: string[] }): string {
  const lines = problems.map(({ line, message }) => `${path}${line === null ? "" : `:${line}`} ${message}\n`);
  return [...lines, ...hints.map((hint) => `${path} note: ${hint}\n`)].join("");
}
