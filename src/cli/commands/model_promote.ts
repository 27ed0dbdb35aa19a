import { z } from "zod";
import { storeFlag } from "../_catalog_flags.ts";
import { meantModel } from "../_meant_names.ts";
import { asOfCell } from "../_model_cells.ts";
import { keptCatalog } from "../_kept_catalog.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

/** Chooses a model. */
export const modelPromote = defineCommand({
  name: "model promote",
  summary: "Choose a model: it stands apart in model list",
  description: "Its facts are kept, so that it can still be told what became of it when no list has it any more.",
  args: [{ name: "ID", description: "The model: author/slug, another exact name of it, or an alias" }],
  flags: z.strictObject(storeFlag),
  examples: [{ line: "tapedeck model promote anthropic/claude-haiku-4.5", does: "Choose one" }],
  async run({ io }, { args: [id], flags: given }) {
    using catalog = await keptCatalog(io, given);
    const { key, promotedAt, record } = await catalog.promote(await meantModel(io, id, catalog));
    return {
      text: `${key} is promoted (facts of ${asOfCell(record)}).\n`,
      document: snakeKeys({ model: key, promotedAt, record }),
    };
  },
});
