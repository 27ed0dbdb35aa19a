import { basename, join } from "node:path";
import { z } from "zod";
import { environmentSecrets, formatDuration, makeFolder, Secret, UserError, writeAtomically } from "../../base/mod.ts";
import {
  findPython,
  type GivenParameter,
  type NotebookRun,
  type NotebookStep,
  readParameters,
  runNotebook,
} from "../../notebook/execution/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { printable } from "../_printable.ts";
import { type CommandContext, type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const parameterOf = { placeholder: "NAME=VALUE" } as const;

const flags = z.strictObject({
  parameter: z.array(z.string()).optional().meta({
    ...parameterOf,
    alias: "p",
    description: "A value for a parameter, read as what the notebook's own is: a number, true, null, a text, JSON",
  }),
  raw: z.array(z.string()).optional().meta({
    ...parameterOf,
    alias: "r",
    description: "A text for a parameter, whatever it looks like",
  }),
  yaml: z.array(z.string()).optional().meta({
    placeholder: "YAML",
    alias: "y",
    description: "Values for several parameters: {top: 3}",
  }),
  file: z.array(z.string()).optional().meta({
    placeholder: "FILE",
    alias: "f",
    description: "The same from a file of YAML or JSON",
  }),
  out: z.string().optional().meta({
    placeholder: "FILE",
    description: "Where the executed notebook is written, - for stdout; its name in runs/notebooks unless given",
  }),
  cwd: z.string().optional().meta({
    placeholder: "DIR",
    description: "The folder that the notebook works in; its own unless given",
  }),
  cellTimeout: z.int().min(1).optional().meta({
    placeholder: "SECONDS",
    description: "The most that one cell may take; as long as it takes unless given",
  }),
  reportMode: z.boolean().default(false).describe("Hide the code in the result"),
});

type Flags = z.infer<typeof flags>;

/** Runs a notebook with parameters. */
export const notebookRun = defineCommand({
  name: "notebook run",
  summary: "Run a notebook from top to bottom, with parameters, and write what it shows",
  description:
    'For reports that are made by a schedule. A cell tagged "parameters" declares them with their defaults; the values are ' +
    "put behind it, as papermill does. Ends with exit code 1 when a cell fails: what came before it is written all the " +
    "same. It takes a Python with nbclient (TAPEDECK_PYTHON, the active environment, .venv, the machine's own), and " +
    "installs one for itself where there is none.",
  args: [{ name: "FILE", description: "The notebook" }],
  flags,
  examples: [
    { line: "tapedeck notebook run report.ipynb --out today.ipynb", does: "With the notebook's own values" },
    {
      line: "tapedeck notebook run report.ipynb -p model=openai/gpt-4o -p top=3 --out today.ipynb",
      does: "With two values of yours",
    },
    { line: "tapedeck notebook run report.ipynb -y '{top: 3, tags: [a, b]}' --out -", does: "To stdout" },
  ],
  run: (context, { args: [path], flags: given }) => run(context, path, given),
});

async function run(context: CommandContext, path: string, given: Flags): Promise<CommandResult> {
  const { io } = context;
  const out = given.out ?? join("runs", "notebooks", basename(path));
  if (out === "-" && context.json) {
    throw new UserError("Cannot write the notebook to stdout as --json writes there", { exitCode: 2 });
  }
  const parameters = await parametersOf(io, given);
  const say = (line: string) => io.stderr.write(`${line}\n`);
  const stop = new AbortController();
  const ignore = io.onInterrupt(() =>
    stop.abort(new UserError("Cannot go on with the notebook as it was interrupted"))
  );
  try {
    const result = await runNotebook(commandPath(io, path), {
      parameters,
      outPath: out,
      secrets: [...io.secrets, ...environmentSecrets(io.variables()).map(({ name, value }) => new Secret(name, value))],
      hideCode: given.reportMode,
      python: () => findPython({ env: io.env, cwd: io.cwd ?? Deno.cwd(), say }),
      ...(given.cwd === undefined ? {} : { folder: commandPath(io, given.cwd) }),
      ...(given.cellTimeout === undefined ? {} : { cellSeconds: given.cellTimeout }),
      onStep: (step) => say(stepLine(step)),
      clock: io.clock,
      signal: stop.signal,
    });
    if (out === "-") io.stdout.write(result.text);
    else await write(commandPath(io, out), result.text);
    return resultOf(result, { path, out, say });
  } finally {
    ignore();
  }
}

async function parametersOf(io: Io, { parameter, raw, yaml = [], file = [] }: Flags): Promise<GivenParameter[]> {
  const files = await Promise.all(file.map(async (path) => {
    try {
      return await Deno.readTextFile(commandPath(io, path));
    } catch (cause) {
      throw new UserError(`Cannot read the parameters as the file cannot be read: current value is "${path}"`, {
        exitCode: 2,
        cause,
      });
    }
  }));
  return readParameters({
    ...(parameter === undefined ? {} : { typed: parameter }),
    ...(raw === undefined ? {} : { raw }),
    yaml: [...files, ...yaml],
  });
}

async function write(path: string, text: string): Promise<void> {
  await makeFolder(join(path, ".."), "write the notebook");
  await writeAtomically(path, (sink) => sink(new TextEncoder().encode(text)));
}

function stepLine({ step, of, elapsedMs, firstLine }: NotebookStep): string {
  return `[${step}/${of}] ${formatDuration(elapsedMs)}  ${printable(firstLine.slice(0, 100))}`;
}

function resultOf(
  { failure, parameters, steps, wallMs }: NotebookRun,
  { path, out, say }: { readonly path: string; readonly out: string; readonly say: (line: string) => void },
): CommandResult {
  if (failure !== null) say(`error: In [${steps}] of ${path}: ${printable(`${failure.name}: ${failure.message}`)}`);
  const text = out === "-" ? "" : `${formatCount(steps, "cell")} in ${formatDuration(wallMs)}\nnotebook  ${out}\n`;
  return {
    text,
    document: {
      notebook: path,
      out,
      parameters: parameters as JsonObject,
      cells: steps,
      wall_ms: Math.round(wallMs),
      failure: failure === null ? null : { ...failure },
    },
    exitCode: failure === null ? 0 : 1,
  };
}
