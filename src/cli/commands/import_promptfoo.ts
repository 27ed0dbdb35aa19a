import { basename } from "node:path";
import { z } from "zod";
import { isThere, UserError, writeAtomically } from "../../base/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import { cellCount } from "../../sweep/mod.ts";
import { importPromptfoo, type PromptfooImport, type PromptfooNote } from "../../sweep/promptfoo/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { viewedPlan } from "../_viewed_plan.ts";
import { type CommandContext, type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const flags = z.strictObject({
  out: z.string().default("promptfoo.toml").refine((path) => path.endsWith(".toml"), "must end in .toml")
    .meta({ placeholder: "PLAN", description: "The plan; its samples are beside it, in a file that ends in .jsonl" }),
  root: z.string().optional()
    .meta({
      placeholder: "DIR",
      description: "Files outside of this folder are not read; the configuration's own unless given",
    }),
  force: z.boolean().default(false).describe("Write over files that are there"),
});

/** Makes a plan of a configuration of promptfoo. */
export const importPromptfooCommand = defineCommand({
  name: "import promptfoo",
  summary: "Turn a configuration of promptfoo into a sweep plan",
  description:
    "Providers become endpoints, prompts templates, tests with the default test samples, and the common assertions " +
    "checks that each sample brings along. What a plan cannot carry is told with its file and line. Nothing is called, " +
    "and no code of the configuration is run. Ends with exit code 1 when something was left out.",
  args: [{ name: "CONFIG", description: "The configuration", default: "promptfooconfig.yaml" }],
  flags,
  examples: [
    { line: "tapedeck import promptfoo", does: "promptfooconfig.yaml becomes promptfoo.toml and promptfoo.jsonl" },
    {
      line: "tapedeck import promptfoo evals/config.yaml --out sweeps/evals.toml",
      does: "Another one, to another place",
    },
  ],
  run: (context, { args: [path], flags: given }) => run(context, { path, ...given }),
});

async function run(
  { io }: CommandContext,
  { path, out, root, force }: { path: string; out: string; root?: string | undefined; force: boolean },
): Promise<CommandResult> {
  const samples = out.replace(/\.toml$/, ".jsonl");
  for (const file of [out, samples]) if (!force) await refuseThere(commandPath(io, file), file);
  const readText = (file: string) => Deno.readTextFile(file);
  if (!await isThere(commandPath(io, path))) {
    throw new UserError(`Cannot import the configuration as the file is not there: current value is "${path}"`, {
      exitCode: 2,
    });
  }
  const result = await importPromptfoo(commandPath(io, path), {
    data: basename(samples),
    readText,
    ...(root === undefined ? {} : { root: commandPath(io, root) }),
  });
  await write(commandPath(io, samples), result.samples);
  await write(commandPath(io, out), result.plan);
  const { cells, problem } = await checked(io, commandPath(io, out));
  const left = result.notes.filter(({ kind }) => kind === "left out").length;
  return {
    text: textOf(result, { out, samples, cells, problem }),
    document: documentOf(result, { out, samples, cells, problem }),
    exitCode: left > 0 || problem !== null ? 1 : 0,
  };
}

async function refuseThere(path: string, shown: string): Promise<void> {
  if (!await isThere(path)) return;
  throw new UserError(
    `Cannot write the plan as there is a file already (--force writes over it): current value is "${shown}"`,
    {
      exitCode: 2,
    },
  );
}

async function write(path: string, text: string): Promise<void> {
  await writeAtomically(path, (sink) => sink(new TextEncoder().encode(text)));
}

interface Written {
  readonly out: string;
  readonly samples: string;
  /** `null`: the plan cannot be read as it is. */
  readonly cells: number | null;
  readonly problem: string | null;
}

/** What a person still has to do shows when the plan is read. */
async function checked(io: Io, path: string): Promise<Pick<Written, "cells" | "problem">> {
  try {
    return { cells: cellCount(await viewedPlan(io, path)), problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { cells: null, problem: error.message };
  }
}

function textOf({ counts, notes }: PromptfooImport, { out, samples, cells, problem }: Written): string {
  const facts = [
    formatCount(counts.endpoints, "endpoint"),
    formatCount(counts.prompts, "prompt"),
    formatCount(counts.samples, "sample"),
    formatCount(counts.checks, "check"),
    ...(cells === null ? [] : [formatCount(cells, "cell")]),
  ];
  return [
    `${out} and ${samples}: ${facts.join(", ")}\n`,
    noteLines("left out", notes),
    noteLines("changed", notes),
    problem === null ? "" : `\n${problem}\n`,
  ].join("");
}

function noteLines(kind: PromptfooNote["kind"], all: readonly PromptfooNote[]): string {
  const notes = all.filter((note) => note.kind === kind);
  if (notes.length === 0) return "";
  const lines = notes.map(({ file, line, where, message }) => {
    const place = `${file}${line === null ? "" : `:${line}`}`;
    return `  ${place}: ${where === "" ? "" : `${where}: `}${message}\n`;
  });
  return `\n${kind}:\n${lines.join("")}`;
}

function documentOf({ counts, notes }: PromptfooImport, { out, samples, cells, problem }: Written): JsonObject {
  return {
    plan: out,
    samples,
    counts: { ...counts, cells },
    problem,
    notes: notes.map(({ file, line, where, kind, message }) => ({ file, line, where, kind, message })),
  };
}
