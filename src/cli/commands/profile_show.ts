import { z } from "zod";
import { Preferences, rawParameters } from "../../config/mod.ts";
import { loadedConfig } from "../_config_file.ts";
import { originTable } from "../_origin_rows.ts";
import { defineCommand } from "../command.ts";

/** Shows a profile, or what a call would be made with. */
export const profileShow = defineCommand({
  name: "profile show",
  summary: "Show the parameters of a profile, and where each of them comes from",
  description: "With --model, all that a call of the model would be made with: what is common to all models, to its " +
    "provider and to it, below the profile.",
  args: [{ name: "NAME", description: "A profile or preset" }],
  flags: z.strictObject({
    model: z.string().optional().meta({ placeholder: "ID", description: "The model of a call with it: author/slug" }),
    provider: z.string().optional()
      .meta({ placeholder: "NAME", description: "The provider of the call, as it is set up" }),
  }),
  examples: [
    { line: "tapedeck profile show precise", does: "A preset" },
    { line: "tapedeck profile show precise --model openai/gpt-4o", does: "What a call would be made with" },
  ],
  async run({ io }, { args: [name], flags: { model, provider } }) {
    const preferences = new Preferences(await loadedConfig(io));
    const { parameters, origins } = model === undefined ? preferences.profile(name) : preferences.parameters({
      model,
      profile: name,
      ...(provider === undefined ? {} : { provider: preferences.providerName(provider) }),
    });
    return {
      text: origins.length === 0 ? `${name} sets nothing.\n` : originTable(origins),
      document: {
        profile: name,
        model: model ?? null,
        parameters: rawParameters(parameters),
        origins: origins.map((origin) => ({
          ...origin,
          overridden: origin.overridden.map((one) => ({ ...one })),
        })),
      },
    };
  },
});
