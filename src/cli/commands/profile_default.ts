import { z } from "zod";
import { editConfig, Preferences } from "../../config/mod.ts";
import { fileFlags, loadedConfig, writtenFile } from "../_config_file.ts";
import { defineCommand } from "../command.ts";

/** Sets the profile that is used where none is named. */
export const profileDefault = defineCommand({
  name: "profile default",
  summary: "Set the profile that is used where none is named",
  description:
    "It goes into the project's tapedeck.toml where there is one, else into the user's file. A model's own " +
    "default goes before that of all models.",
  args: [{ name: "NAME", description: "A profile or preset" }],
  flags: z.strictObject({
    model: z.string().optional().meta({ placeholder: "ID", description: "The default of one model: author/slug" }),
    ...fileFlags,
  }),
  examples: [
    { line: "tapedeck profile default precise", does: "For all models" },
    { line: "tapedeck profile default creative --model openai/gpt-4o", does: "For one" },
  ],
  async run({ io }, { args: [name], flags: { model, ...file } }) {
    const loaded = await loadedConfig(io);
    new Preferences(loaded).profile(name, model ?? null);
    const keys = model === undefined ? ["defaults", "profile"] : ["models", model, "profile"];
    const { path } = await editConfig(writtenFile(loaded.paths, { ...file, cwd: io.cwd }), [{
      path: keys,
      value: name,
    }]);
    return {
      text: `${name} is the profile of ${model ?? "all models without one of their own"} (${path}).\n`,
      document: { profile: name, model: model ?? null, path },
    };
  },
});
