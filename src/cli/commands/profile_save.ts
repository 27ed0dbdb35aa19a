import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { rawParameters, saveProfile } from "../../config/mod.ts";
import { isPostgresUrl, openLedger } from "../../ledger/mod.ts";
import { variantParameters } from "../../sweep/mod.ts";
import { commandPath } from "../_command_path.ts";
import { fileFlags, loadedConfig, writtenFile } from "../_config_file.ts";
import { defineCommand } from "../command.ts";

/** The word for the newest run. */
const NEWEST = "newest";

/** Keeps a sweep's variant as a profile. */
export const profileSave = defineCommand({
  name: "profile save",
  summary: "Keep the parameters of a sweep's variant as a profile",
  description: "The variant is told by its label, as results and charts show it. What its endpoint had fixed is kept " +
    "with what its axes set; tools, the form of the answer and the seed are the task's own and are left out. The profile " +
    "goes into the project's tapedeck.toml where there is one, else into the user's file.",
  args: [{ name: "NAME", description: "The name of the profile; one that is there is replaced" }],
  flags: z.strictObject({
    from: z.string().default(NEWEST).meta({ placeholder: "RUN", description: "The run's id; the newest run" }),
    variant: z.string().optional()
      .meta({
        placeholder: "LABEL",
        description: "The variant's label: 'temperature=0.2 top_p=0.9'; the only one of a plan without axes",
      }),
    model: z.string().optional()
      .meta({ placeholder: "ID", description: "Keep it for this model alone, as the run had it: author/slug" }),
    ledger: z.string().default("runs/ledger.sqlite")
      .meta({ placeholder: "PATH", description: "The ledger: an SQLite file, or a postgres:// URL" }),
    ...fileFlags,
  }),
  examples: [
    { line: "tapedeck profile save careful --variant temperature=0.2", does: "Of the newest run, for all models" },
    {
      line: "tapedeck profile save careful --from run_20261121-055215-9fd48a8e --variant temperature=0.2 " +
        "--model openai/gpt-4o",
      does: "Of one run, for one model",
    },
  ],
  async run({ io }, { args: [name], flags: { from, variant, model, ledger: given, ...file } }) {
    const path = commandPath(io, given);
    if (!isPostgresUrl(path)) await assertThere(path, given);
    await using ledger = await openLedger(path);
    const of = model === undefined ? {} : { model };
    const parameters = await variantParameters(ledger, {
      label: variant ?? "",
      ...(from === NEWEST ? {} : { runId: from }),
      ...of,
    });
    const { paths } = await loadedConfig(io);
    const saved = await saveProfile(name, parameters, { path: writtenFile(paths, { ...file, cwd: io.cwd }), ...of });
    const table = rawParameters(parameters);
    const lines = Object.entries(table).map(([key, value]) => `  ${key} = ${JSON.stringify(value)}\n`);
    return {
      text: `${name} is kept in ${saved.path}:\n${lines.join("")}`,
      document: { profile: name, model: model ?? null, parameters: { ...table }, path: saved.path },
    };
  },
});

/** To open a ledger that is not there would make it. */
async function assertThere(path: string, given: string): Promise<void> {
  try {
    await Deno.stat(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new UserError(`Cannot take a variant as there is no ledger: current value is "${given}"`, {
      exitCode: 2,
      cause,
    });
  }
}
