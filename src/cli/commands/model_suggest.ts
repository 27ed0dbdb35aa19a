import { z } from "zod";
import type { ModelSuggestions, SuggestionDifference } from "../../routing/mod.ts";
import { commandRegistry, needsFlags, needsIn, refreshed, refreshFlag, registryFlags } from "../_command_registry.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { formatMs, formatScore, formatUsd, UNKNOWN } from "../_format.ts";
import type { Output } from "../io.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  ...needsFlags,
  limit: z.coerce.number().int().min(1).default(10).meta({ placeholder: "N", description: "So many at most" }),
  ...registryFlags,
  ...refreshFlag,
});

/** Lists what could take the place of a model. */
export const modelSuggest = defineCommand({
  name: "model suggest",
  summary: "List endpoints that meet the same needs and are cheaper, faster or better",
  description:
    "Compares the endpoint that would be asked first with those that you can call of the same model, of models that " +
    "Tapedeck proposes, and of those that you chose. Each difference says where it comes from: the catalog with its " +
    "date, or n prompts that both have answered in the same run of yours. How good the answers of another model are is " +
    "known from such runs alone.",
  args: [{ name: "ID", description: "A model, an alias, or an endpoint" }],
  flags,
  examples: [
    { line: "tapedeck model suggest openai/gpt-4o", does: "What is cheaper, faster or better" },
    { line: "tapedeck model suggest openai/gpt-4o --needs tools,json-schema --json", does: "That does these, too" },
  ],
  async run({ io }, { args: [id], flags }) {
    await using registry = await commandRegistry(io, flags);
    await refreshed(io, registry, { model: id, refresh: flags.refresh });
    const found = await registry.suggest(id, { needs: needsIn(flags) });
    const shown = { ...found, suggestions: found.suggestions.slice(0, flags.limit) };
    return {
      text: textOf(shown, { output: io.stdout, left: found.suggestions.length - shown.suggestions.length }),
      document: snakeKeys(shown),
    };
  },
});

const COLUMNS: readonly FittedColumn[] = [
  { title: "endpoint", align: "left", least: 24 },
  { title: "difference", align: "left" },
  { title: "evidence", align: "left", leaves: 1 },
];

/** How each aspect shows. */
const ASPECTS: {
  readonly [aspect in SuggestionDifference["aspect"]]: {
    readonly words: readonly [less: string, more: string];
    readonly text: (value: number | string) => string;
  };
} = {
  price: { words: ["cheaper", "dearer"], text: (usd) => `${formatUsd(usd)} USD` },
  cost: { words: ["cheaper when called", "dearer when called"], text: (usd) => `${formatUsd(usd)} USD` },
  ttft: {
    words: ["sooner to the first token", "later to the first token"],
    text: (ms) => `${formatMs(Number(ms))} ms`,
  },
  latency: { words: ["faster when called", "slower when called"], text: (ms) => `${formatMs(Number(ms))} ms` },
  throughput: { words: ["fewer tokens per second", "more tokens per second"], text: (tps) => Number(tps).toFixed(1) },
  uptime: { words: ["less uptime", "more uptime"], text: (share) => `${(Number(share) * 100).toFixed(2)} %` },
  score: { words: ["lower score", "higher score"], text: (score) => formatScore(Number(score)) },
};

function textOf(
  { reference, usage, suggestions }: ModelSuggestions,
  { output, left }: { readonly output: Output; readonly left: number },
): string {
  const size = `${usage.inputTokens.toLocaleString("en-US")} tokens in and ${
    usage.outputTokens.toLocaleString("en-US")
  } out`;
  const basis = usage.calls === 0 ? "assumed" : `the mean of ${usage.calls.toLocaleString("en-US")} calls`;
  const head = `Compared with ${reference}, for calls of ${size} (${basis})\n`;
  if (suggestions.length === 0) return `${head}\nNothing that you can call is known to be cheaper, faster or better\n`;
  const rows = suggestions.flatMap(({ endpoint, differences }) =>
    differences.map((one, i) => [i === 0 ? endpoint : "", differenceText(one), evidenceText(one)])
  );
  const unknown = suggestions.filter(({ isSameModel, differences }) =>
    !isSameModel && !differences.some(({ aspect }) => aspect === "score")
  );
  const note = unknown.length === 0
    ? ""
    : `\nHow good the answers of ${
      unknown.length === 1 ? unknown[0].model : `${unknown.length} of these models`
    } are, ` +
      "nobody has measured here: a sweep over both tells.\n";
  const more = left === 0 ? "" : `\n${left} more with --limit ${left + suggestions.length}\n`;
  return `${head}\n${fittedTable(COLUMNS, rows, output)}${note}${more}`;
}

function differenceText({ aspect, from, to, change }: SuggestionDifference): string {
  const { words: [less, more], text } = ASPECTS[aspect];
  const share = change === null ? "" : `${Math.round(Math.abs(change) * 100)} % `;
  return `${share}${Number(to) < Number(from) ? less : more} (${text(to)}, not ${text(from)})`;
}

function evidenceText({ evidence }: SuggestionDifference): string {
  if (evidence.source === "runs") return `own runs, n = ${evidence.n}`;
  return evidence.asOf === "" ? UNKNOWN : `catalog of ${evidence.asOf.slice(0, 10)}`;
}
