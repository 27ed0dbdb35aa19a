import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { storeFlag } from "../_catalog_flags.ts";
import { keptCatalog } from "../_kept_catalog.ts";
import { meantModel } from "../_meant_names.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

/** Takes another model in the place of one that is gone. */
export const modelMigrate = defineCommand({
  name: "model migrate",
  summary: "Take another model in the place of one that no list has any more",
  description:
    "What lists and Tapedeck's own table only propose, this says for good: from now on the old id means the " +
    "new model, and a note tells so. It can be another model with another price.",
  args: [
    { name: "OLD", description: "An id that no list has" },
    { name: "NEW", description: "The model that takes its place" },
  ],
  flags: z.strictObject(storeFlag),
  examples: [{ line: "tapedeck model migrate openai/gpt-4.5-preview openai/gpt-4.1", does: "Take what is proposed" }],
  async run({ io }, { args: [old, replacement], flags: given }) {
    using catalog = await keptCatalog(io, given);
    const { kind } = await catalog.model(old, { network: false });
    if (kind === "found") {
      throw new UserError(`Cannot take another model in its place as lists still have it: current value is "${old}"`);
    }
    const migration = await catalog.migrate(old, await meantModel(io, replacement, catalog));
    return { text: `${migration.from} means ${migration.to} from now on.\n`, document: snakeKeys(migration) };
  },
});
