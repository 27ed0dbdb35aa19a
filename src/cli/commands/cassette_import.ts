import { z } from "zod";
import { EXCHANGE_FORMATS, type ExchangeFormat, type ImportNotice, type ImportReport } from "../../cassette/mod.ts";
import { importCassette } from "../../recording/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { namedValues } from "../_named_values.ts";
import { type CommandContext, type CommandResult, defineCommand } from "../command.ts";

const flags = z.strictObject({
  out: z.string().meta({ placeholder: "TAPE", description: "The tape" }),
  from: z.enum(["auto", ...EXCHANGE_FORMATS]).default("auto").describe("What the files are; auto looks into them"),
  append: z.boolean().default(false).describe(
    "Add to a tape that is there; a request that it has already is recorded anew",
  ),
  force: z.boolean().default(false).describe("Write over a tape that is there"),
  skipBroken: z.boolean().default(false).describe("Leave out what cannot be read; otherwise nothing is written then"),
  endpoints: z.array(z.string()).optional().meta({
    placeholder: "NAME=URL",
    description: "A name to put in place of a base URL, as the code that replays does",
  }),
  header: z.array(z.string()).optional().meta({
    placeholder: "NAME=VALUE",
    description: "A header to add to every request, where the file has not kept one that is part of the key",
  }),
  recordedAt: z.string().optional().meta({
    placeholder: "TIME",
    description: "When recordings were made of which nothing tells the time; 1970-01-01 unless given",
  }),
}).refine((given) => !(given.append && given.force), {
  message: "cannot stand beside --force: one keeps what is there, the other does not",
  path: ["append"],
});

type Flags = z.infer<typeof flags>;

/** Brings what other programs recorded onto a tape. */
export const cassetteImport = defineCommand({
  name: "cassette import",
  summary: "Bring what vcrpy, Ruby's VCR, Polly.js, nock, undici or a HAR holds onto a tape",
  description:
    "FROM is a file, or a folder whose .yaml, .yml, .json, .har and .zz files are read, by name. Requests are redacted " +
    "and keyed as if they were made now; bodies are inflated; a body that a file holds only parsed becomes canonical " +
    "JSON, marked `reconstructed`. Ends with exit code 1 when an entry was left out as broken, or refused as a " +
    "credential in it could not be replaced.",
  args: [{ name: "FROM", description: "The files to import", many: true }],
  flags,
  examples: [
    { line: "tapedeck cassette import tests/cassettes --out tape.jsonl", does: "All cassettes of a suite on one tape" },
    {
      line: "tapedeck cassette import nock.json --out tape.jsonl --header anthropic-version=2023-06-01",
      does: "nock keeps no request headers, and this one is part of the key",
    },
  ],
  run: (context, { args, flags: given }) => run(context, args, given),
});

async function run({ io }: CommandContext, args: readonly string[], given: Flags): Promise<CommandResult> {
  const { from, append, force, skipBroken, recordedAt } = given;
  const report = await importCassette(args.map((path) => commandPath(io, path)), {
    out: commandPath(io, given.out),
    ...(from === "auto" ? {} : { from: from as ExchangeFormat }),
    existing: append ? "append" : force ? "replace" : "refuse",
    skipBroken,
    endpoints: namedValues("endpoints", given.endpoints),
    headers: namedValues("header", given.header),
    ...(recordedAt === undefined ? {} : { recordedAt }),
    clock: io.clock,
  });
  const isWhole = report.broken.length === 0 && report.refused.length === 0;
  return { text: reportText(report), document: reportDocument(report), exitCode: isWhole ? 0 : 1 };
}

function reportText({ out, files, interactions, reconstructed, undated, ...lists }: ImportReport): string {
  const facts = [
    `${formatCount(interactions, "recording")} of ${formatCount(files.length, "file")} on ${out}`,
    ...(reconstructed === 0 ? [] : [`${reconstructed} made again from parsed bodies`]),
    ...(undated === 0 ? [] : [`${undated} without a time`]),
  ];
  return [
    `${facts.join(", ")}\n`,
    noticeText("broken, left out", lists.broken),
    noticeText("refused, as a credential could not be replaced", lists.refused),
    noticeText("no HTTP exchange, left out", lists.skipped),
    noticeText("damaged", lists.warnings),
  ].join("");
}

function noticeText(what: string, notices: readonly ImportNotice[]): string {
  if (notices.length === 0) return "";
  const lines = notices.map(({ path, place, reason }) => `  ${[path, place, reason].filter(Boolean).join(": ")}\n`);
  return `\n${notices.length} ${what}:\n${lines.join("")}`;
}

function reportDocument({ files, broken, refused, skipped, warnings, ...counts }: ImportReport): JsonObject {
  const list = (notices: readonly ImportNotice[]) => notices.map((notice) => ({ ...notice }));
  return {
    ...counts,
    files: files.map((file) => ({ ...file })),
    broken: list(broken),
    refused: list(refused),
    skipped: list(skipped),
    warnings: list(warnings),
  };
}
