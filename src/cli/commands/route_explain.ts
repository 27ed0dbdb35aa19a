import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import type { RouteExplanation } from "../../routing/mod.ts";
import type { ChatRequest } from "../../spec/mod.ts";
import { commandRegistry, needsFlags, needsIn, refreshed, refreshFlag, registryFlags } from "../_command_registry.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { formatUsd, UNKNOWN } from "../_format.ts";
import type { Output } from "../io.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  prompt: z.string().default("Hello").meta({
    placeholder: "TEXT",
    description: "The prompt, which counts for room and cost",
  }),
  maxTokens: z.coerce.number().int().min(1).optional().meta({
    placeholder: "N",
    description: "The most tokens of the answer",
  }),
  tools: z.boolean().default(false).describe("The request has tools"),
  jsonSchema: z.boolean().default(false).describe("The answer is to follow a JSON Schema"),
  ...needsFlags,
  policy: z.string().optional().meta({
    placeholder: "NAME",
    description: "The policy; the one that is set unless given",
  }),
  profile: z.string().optional().meta({ placeholder: "NAME", description: "The profile or preset" }),
  ...registryFlags,
  ...refreshFlag,
});

/** Shows how an endpoint would be chosen. */
export const routeExplain = defineCommand({
  name: "route explain",
  summary: "Show which endpoint of a model would be asked, which not, and why",
  description:
    "Goes by what is known without a call, unless --refresh is given: the catalog's facts, your preferences and keys. " +
    "Endpoints that cannot be asked stand below with each reason and the smallest change that would let them in; what is not known is said.",
  args: [{ name: "MODEL", description: "A model, an alias, a group, or an endpoint", default: "" }],
  flags,
  examples: [
    { line: "tapedeck route explain openai/gpt-4o-mini", does: "By the policy that is set" },
    { line: "tapedeck route explain qwen/qwen3-32b --tools --policy cost --max-cost 0.001", does: "With needs" },
  ],
  async run({ io }, { args: [model], flags }) {
    await using registry = await commandRegistry(io, flags);
    await refreshed(io, registry, { model, refresh: flags.refresh });
    const { policy, profile } = flags;
    const explanation = await registry.explain({
      ...(model === "" ? {} : { model }),
      ...requestOf(flags),
    }, {
      needs: needsIn(flags),
      ...(policy === undefined ? {} : { policy }),
      ...(profile === undefined ? {} : { profile }),
    });
    const isPossible = explanation.audit.chosen !== null;
    return {
      text: textOf(explanation, io.stdout),
      document: snakeKeys(explanation),
      exitCode: isPossible ? 0 : 1,
    };
  },
});

function requestOf({ prompt, maxTokens, tools, jsonSchema }: z.infer<typeof flags>): Omit<ChatRequest, "stream"> {
  if (prompt.trim() === "") {
    throw new UserError(`--prompt must not be empty: current value is "${prompt}"`, { exitCode: 2 });
  }
  const schema = { type: "object", properties: {} };
  return {
    messages: [{ role: "user", content: prompt }],
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(tools ? { tools: [{ name: "tool", parameters: schema }] } : {}),
    ...(jsonSchema ? { responseFormat: { type: "json_schema", name: "answer", schema } } : {}),
  };
}

const COLUMNS: readonly FittedColumn[] = [
  { title: "", align: "left" },
  { title: "endpoint", align: "left", least: 24 },
  { title: "score", align: "right", leaves: 2 },
  { title: "USD per call", align: "right" },
  { title: "facts of", align: "left", leaves: 1 },
  { title: "why", align: "left", least: 20, leaves: 3 },
];

function textOf({ audit, asked, facts, unknown, warnings }: RouteExplanation, output: Output): string {
  const dates = new Map(facts.map(({ endpoint, fetchedAt, tier }) => [endpoint, dateOf(fetchedAt, tier)]));
  const rows = audit.candidates.map(({ endpoint, score, expectedUsd, why }) => [
    asked.includes(endpoint) ? String(asked.indexOf(endpoint) + 1) : "",
    endpoint,
    score === null ? UNKNOWN : String(Number(score.toPrecision(4))),
    formatUsd(expectedUsd),
    dates.get(endpoint) ?? UNKNOWN,
    why,
  ]);
  const parts = [
    `${audit.model} by ${audit.policy}: ${audit.chosen ?? "nobody"}, ${asTyped(audit.why)}\n`,
    ...(rows.length === 0 ? [] : [`\n${fittedTable(COLUMNS, rows, output)}`]),
    rejectedText(audit.rejected),
    list("Not known", unknown.map(asTyped)),
    list("Warnings", warnings.map(({ endpoint, message }) => `${endpoint}: ${message}`)),
  ];
  return parts.join("");
}

/** Needs by their names in tapedeck.toml: `context_tokens`. */
const NEEDS = new RegExp(
  String
    .raw`\b(contextTokens|maxCostUsd|maxInputUsdPerMillion|maxOutputUsdPerMillion|maxTtftMs|minOutputTps|minUptime` +
    String.raw`|excludeProviders)\b`,
  "g",
);

function asTyped(text: string): string {
  return text.replaceAll(NEEDS, (name) => name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`));
}

function rejectedText(rejected: RouteExplanation["audit"]["rejected"]): string {
  if (rejected.length === 0) return "";
  const lines = rejected.flatMap(({ endpoint, rejections }) => [
    `  ${endpoint}\n`,
    ...rejections.map(({ rule, reason, change }) =>
      asTyped(`    ${rule}: ${reason}${change === null ? "" : ` → ${change}`}\n`)
    ),
  ]);
  return `\nNot asked:\n${lines.join("")}`;
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n${title}:\n${lines.map((line) => `- ${line}\n`).join("")}`;
}

function dateOf(fetchedAt: string | null, tier: string | null): string {
  return fetchedAt === null ? UNKNOWN : `${fetchedAt.slice(0, 10)} ${tier}`;
}
