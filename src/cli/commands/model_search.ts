import { z } from "zod";
import { parseTokens } from "../_amounts.ts";
import { CAPABILITY_LIST, capabilityOf } from "../_capability_of.ts";
import { askFlags, commandCatalog, helped, interruptible } from "../_catalog_flags.ts";
import { fittedTable } from "../_fitted_table.ts";
import { formatCount } from "../_format.ts";
import { meantProvider } from "../_meant_names.ts";
import { MODEL_COLUMNS, modelRow } from "../_model_cells.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const usd = z.number().min(0).optional();

/** Finds models. */
export const modelSearch = defineCommand({
  name: "model search",
  summary: "Find models by name, author, what they can do and what they cost",
  description:
    "Words may be beginnings of words, stand in any order and have a typing mistake; <3 in the query is a bound on the " +
    "US dollars per million input tokens. What is not known of a model does not meet a bound.",
  args: [{ name: "QUERY", description: "Words; none finds all that meet the flags", default: "", many: true }],
  flags: z.strictObject({
    provider: z.string().optional().meta({ placeholder: "KEY", description: "Only what this provider lists" }),
    capability: z.array(z.string()).optional()
      .meta({ placeholder: "NAME", description: `Only what can do this for certain: ${CAPABILITY_LIST}` }),
    maxPrice: usd.meta({ placeholder: "USD", description: "At most so much per million input tokens" }),
    maxOutputPrice: usd.meta({ placeholder: "USD", description: "At most so much per million output tokens" }),
    context: z.string().refine(
      (text) => parseTokens(text) !== null,
      "must be a number of tokens such as 200000, 128k or 1M",
    )
      .optional().meta({ placeholder: "TOKENS", description: "At least so large a context: 200000, 128k, 1M" }),
    limit: z.int().min(1).default(20).meta({ placeholder: "N", description: "Show at most so many" }),
    ...askFlags,
  }),
  examples: [
    { line: "tapedeck model search cluade sonet", does: "With typing mistakes" },
    { line: "tapedeck model search llama --capability tools --max-price 0.2", does: "What can do what, for how much" },
    { line: "tapedeck model search --context 1M", does: "All with a context of a million tokens" },
  ],
  async run({ io }, { args, flags: given }) {
    const { capability = [], maxPrice, maxOutputPrice, context, limit, refresh } = given;
    const capabilities = capability.map((word) => capabilityOf(word, "--capability"));
    using catalog = await commandCatalog(io, given);
    const provider = given.provider === undefined ? undefined : await meantProvider(io, given.provider);
    if (refresh) await interruptible(io, (signal) => catalog.models({ signal }));
    // Of a provider of which nothing is known, this says why.
    if (provider !== undefined) await helped(given, catalog.models({ provider, network: false }));
    const query = args.join(" ").trim();
    const matches = await catalog.search(query, {
      capabilities,
      ...(provider === undefined ? {} : { provider }),
      ...(maxPrice === undefined ? {} : { maxInputUsdPerMillion: String(maxPrice) }),
      ...(maxOutputPrice === undefined ? {} : { maxOutputUsdPerMillion: String(maxOutputPrice) }),
      ...(context === undefined ? {} : { minContextTokens: parseTokens(context)! }),
    });
    const shown = matches.slice(0, limit);
    const rows = shown.map(({ record, providers }) => modelRow(record, providers));
    const more = matches.length - shown.length;
    return {
      text: matches.length === 0
        ? "No model fits.\n"
        : `${fittedTable(MODEL_COLUMNS, rows, io.stdout)}${
          more > 0 ? `… and ${formatCount(more, "more model")}: --limit ${matches.length} shows all\n` : ""
        }`,
      document: { query, found: matches.length, models: snakeKeys(shown) },
      exitCode: matches.length === 0 ? 1 : 0,
    };
  },
});
