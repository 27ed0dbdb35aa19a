import { z } from "zod";
import { nearestName, UserError } from "../../base/mod.ts";
import { storeFlag } from "../_catalog_flags.ts";
import { keptCatalog } from "../_kept_catalog.ts";
import { meantModel } from "../_meant_names.ts";
import { defineCommand } from "../command.ts";

/** Chooses a model no longer. */
export const modelDemote = defineCommand({
  name: "model demote",
  summary: "Take back what model promote did",
  args: [{ name: "ID", description: "As it stands in model list --promoted" }],
  flags: z.strictObject(storeFlag),
  examples: [{ line: "tapedeck model demote anthropic/claude-haiku-4.5", does: "Choose one no longer" }],
  async run({ io }, { args: [id], flags: given }) {
    using catalog = await keptCatalog(io, given);
    if (!await catalog.demote(await meantModel(io, id, catalog))) {
      const nearest = nearestName(id, (await catalog.promoted()).map(({ key }) => key));
      const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
      throw new UserError(`Cannot demote the model as it is not promoted${hint}: current value is "${id}"`);
    }
    return { text: `${id} is no longer promoted.\n`, document: { model: id, promoted: false } };
  },
});
