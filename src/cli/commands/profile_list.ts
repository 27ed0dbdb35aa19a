import { z } from "zod";
import { listProfiles, Preferences, rawParameters, type RawTable } from "../../config/mod.ts";
import { loadedConfig } from "../_config_file.ts";
import { fittedTable } from "../_fitted_table.ts";
import { UNKNOWN } from "../_format.ts";
import { defineCommand } from "../command.ts";

/** Lists profiles and presets. */
export const profileList = defineCommand({
  name: "profile list",
  summary: "List the named parameters: presets, and profiles of the configuration",
  description: "The one with a * is used where none is named. A profile of a preset's name adds to it.",
  args: [],
  flags: z.strictObject({
    model: z.string().optional().meta({ placeholder: "ID", description: "Those of a model too, and as it has them" }),
  }),
  examples: [
    { line: "tapedeck profile list", does: "All that hold for every model" },
    { line: "tapedeck profile list --model openai/gpt-4o", does: "Those of one model too" },
  ],
  async run({ io }, { flags: { model } }) {
    const preferences = new Preferences(await loadedConfig(io));
    const used = model === undefined ? preferences.config.defaults?.profile ?? null : preferences.profileOf(model);
    const rows = listProfiles(preferences, model ?? null);
    const columns = [
      { title: "profile", align: "left" as const },
      { title: "", align: "left" as const },
      { title: "parameters", align: "left" as const },
    ];
    const others = model === undefined ? ofModels(preferences) : [];
    return {
      text: `${
        fittedTable(
          columns,
          rows.map(({ name, isDefault, isPreset, parameters }) => [
            `${isDefault ? "* " : "  "}${name}`,
            isPreset ? "preset" : "",
            textOf(rawParameters(parameters)),
          ]),
          io.stdout,
        )
      }${othersText(others)}`,
      document: {
        default: used,
        profiles: rows.map(({ name, isDefault, isPreset, parameters, where }) => ({
          name,
          default: isDefault,
          preset: isPreset,
          parameters: rawParameters(parameters),
          where: [...where],
        })),
        of_models: Object.fromEntries(others.map(([id, names]) => [id, [...names]])),
      },
    };
  },
});

/** The profiles that models have for themselves. */
function ofModels({ config }: Preferences): readonly (readonly [model: string, profiles: readonly string[]])[] {
  return Object.entries(config.models ?? {}).flatMap(([model, { profiles }]) => {
    const names = Object.keys(profiles ?? {}).sort();
    return names.length === 0 ? [] : [[model, names] as const];
  });
}

function othersText(others: ReturnType<typeof ofModels>): string {
  const lines = others.map(([model, names]) => `  ${model}: ${names.join(", ")}\n`);
  return lines.length === 0 ? "" : `\nOf models alone, shown by --model ID:\n${lines.join("")}`;
}

function textOf(table: RawTable): string {
  const parts = Object.entries(table).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return parts.length === 0 ? UNKNOWN : parts.join(", ");
}
