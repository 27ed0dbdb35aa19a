import { z } from "zod";
import { type ListedKind, type ListedModel, listedModels, type ListState } from "../../catalog/mod.ts";
import { askFlags, commandCatalog, helped, interruptible } from "../_catalog_flags.ts";
import { fittedTable } from "../_fitted_table.ts";
import { formatCount } from "../_format.ts";
import { meantProvider } from "../_meant_names.ts";
import { listLine, MODEL_COLUMNS, modelRow } from "../_model_cells.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { type CommandContext, type CommandResult, defineCommand } from "../command.ts";

const flags = z.strictObject({
  provider: z.string().optional().meta({ placeholder: "KEY", description: "Only what this provider lists" }),
  curated: z.boolean().default(false).describe("Those that Tapedeck proposes"),
  promoted: z.boolean().default(false).describe("Those that you have chosen by model promote"),
  discovered: z.boolean().default(false).describe("All others that the lists have"),
  limit: z.int().min(0).optional()
    .meta({ placeholder: "N", description: "Show at most so many of each kind; all of a kind that is named, else 20" }),
  ...askFlags,
});

const KINDS = ["promoted", "curated", "discovered"] as const satisfies readonly ListedKind[];
const SHOWN = 20;
const NONE: { readonly [kind in ListedKind]: string } = {
  promoted: "none yet; choose one by tapedeck model promote ID",
  curated: "none is in these lists",
  discovered: "none",
};

/** Lists models. */
export const modelList = defineCommand({
  name: "model list",
  summary: "List models: those you chose, those that Tapedeck proposes, all others",
  description:
    "Answers from what is known, without a call, unless --refresh is given; each row shows of when and of what tier it " +
    "is. Prices are US dollars per million tokens.",
  args: [],
  flags,
  examples: [
    { line: "tapedeck model list", does: "Counts, and the first of each kind" },
    { line: "tapedeck model list --provider groq --refresh", does: "What a provider lists now" },
    { line: "tapedeck model list --curated --json", does: "For programs" },
  ],
  run: (context, { flags: given }) => run(context, given),
});

async function run({ io }: CommandContext, given: z.infer<typeof flags>): Promise<CommandResult> {
  using catalog = await commandCatalog(io, given);
  const provider = given.provider === undefined ? undefined : await meantProvider(io, given.provider);
  const answer = await interruptible(
    io,
    (signal) => helped(given, catalog.models({ signal, ...(provider === undefined ? {} : { provider }) })),
  );
  const { lists } = answer;
  const filters = provider === undefined ? {} : { provider };
  const models = await listedModels(catalog, { answer, filters, at: io.clock.date() });
  const kinds: { readonly [kind in ListedKind]: ListedModel[] } = { promoted: [], curated: [], discovered: [] };
  for (const model of models) kinds[model.kind].push(model);
  const named = KINDS.filter((kind) => given[kind]);
  const shown = named.length === 0 ? KINDS : named;
  const limit = given.limit ?? (named.length === 0 ? SHOWN : Infinity);
  const known = lists.filter(({ tier }) => tier !== null);
  const sections = shown.map((kind) => {
    const entries = kinds[kind];
    const rows = entries.slice(0, limit).map(({ record, providers }) =>
      modelRow(record, providers.length === 0 ? ["gone"] : providers)
    );
    const head = `${kind[0].toUpperCase()}${kind.slice(1)}: ${formatCount(entries.length, "model")}`;
    if (entries.length === 0) return `${head}, ${NONE[kind]}\n`;
    const table = rows.length === 0 ? "" : fittedTable(MODEL_COLUMNS, rows, io.stdout);
    const more = entries.length - rows.length;
    const all = named.length === 0 ? `--${kind}` : `--limit ${entries.length}`;
    return `${head}\n${table}${more > 0 ? `… and ${more.toLocaleString("en-US")} more: ${all} shows all\n` : ""}`;
  });
  const now = io.clock.date();
  const foot = [
    ...known.map((list) => listLine(list, now)),
    ...(provider === undefined ? [] : lists).flatMap(reasonLine),
    ...(given.refresh
      ? []
      : [`To fetch newer lists: tapedeck catalog refresh${provider === undefined ? "" : ` ${provider}`}`]),
  ];
  return {
    text: `${sections.join("\n")}\n${foot.join("\n")}\n`,
    document: snakeKeys({
      counts: Object.fromEntries(KINDS.map((kind) => [kind, kinds[kind].length])),
      ...Object.fromEntries(shown.map((kind) => [kind, kinds[kind].slice(0, limit).map(entryOf)])),
      lists,
    }),
  };
}

/** What each list says of it would make a catalog of the document: `model info` has that. */
function entryOf({ records: _, ...entry }: ListedModel) {
  return entry;
}

function reasonLine({ provider, tier, problem }: ListState): string[] {
  return problem === null || problem.code === "offline" || tier === null
    ? []
    : [`${provider}: not newer as ${problem.reason}`];
}
