import { z } from "zod";
import { storeFlag } from "../_catalog_flags.ts";
import { formatCount } from "../_format.ts";
import { keptCatalog } from "../_kept_catalog.ts";
import { meantProviders } from "../_meant_names.ts";
import { defineCommand } from "../command.ts";

const ALL = "all";

/** Calls lists too old. */
export const catalogInvalidate = defineCommand({
  name: "catalog invalidate",
  summary: "Call lists too old: they are fetched again when they are asked for next",
  description: "What they hold stays, for when nothing newer can be had.",
  args: [{ name: "PROVIDER", description: "Whose lists", default: ALL, many: true }],
  flags: z.strictObject({
    all: z.boolean().default(false).describe("Those of all providers, as without any name"),
    ...storeFlag,
  }),
  examples: [
    { line: "tapedeck catalog invalidate openrouter", does: "The lists of one provider, those of endpoints too" },
    { line: "tapedeck catalog invalidate --all", does: "All lists" },
  ],
  async run({ io }, { args, flags: given }) {
    using catalog = await keptCatalog(io, given);
    const named = given.all || args.includes(ALL) ? null : await meantProviders(io, args);
    await catalog.invalidate(named);
    return {
      text: `${
        named === null ? "All lists" : `The lists of ${formatCount(named.length, "provider")}`
      } count as too old.\n`,
      document: { invalidated: named === null ? ALL : [...named] },
    };
  },
});
