import { perMillion } from "../catalog/cost/mod.ts";
import type { CatalogPrice, Strictness, UnknownModel } from "../routing/mod.ts";
import type { JsonObject, JsonValue, Price } from "../spec/mod.ts";
import {
  cellCount,
  cellsOf,
  type PlanAccess,
  type PlanEndpoint,
  type PlanEstimate,
  planEstimate,
  type PlanFaults,
  planHash,
  type PlanProblem,
  shownValues,
  type SweepForecast,
  type SweepPlan,
} from "../sweep/mod.ts";
import { datasetDocument, datasetLines } from "./_dataset_text.ts";
import { type FittedColumn, fittedTable } from "./_fitted_table.ts";
import type { CommandResult } from "./command.ts";
import { forecastDocument, forecastLines } from "./_forecast_lines.ts";
import { formatCount, UNKNOWN } from "./_format.ts";
import { gridCounts, gridFactors, patternDocument, patternLines } from "./_grid_text.ts";
import { accessDocument, planAccessLines } from "./_plan_access.ts";
import { planCheckLines, problemDocument } from "./_plan_problems.ts";
import { shownCellDocument, shownCellLines } from "./_shown_cells.ts";
import type { Output } from "./io.ts";

/** Cells that are shown as a sample. */
const SAMPLE_CELLS = 5;
/** Values of an axis that the text shows. */
const SHOWN_VALUES = 8;

/** What an overview is made from beside the plan. */
export interface PlanOverviewParts {
  readonly forecast: SweepForecast;
  readonly found?: FoundPrices;
  /** Models that the catalog does not know, by endpoint. */
  readonly unknown?: ReadonlyMap<string, UnknownModel>;
  /** What its cells would send and their endpoints do not take, and what that comes to. */
  readonly check?: PlanCheck;
  /** Limits and credentials of its endpoints. */
  readonly access?: readonly PlanAccess[];
  /** How many cells are shown as they would be sent; none unless given. */
  readonly show?: number;
  /** What the tables have to fit. */
  readonly output: Pick<Output, "isTerminal" | "columns">;
}

/** What a check of a plan has found. */
export interface PlanCheck {
  readonly problems: readonly PlanProblem[];
  readonly strictness: Strictness;
}

const UNCHECKED: PlanCheck = { problems: [], strictness: "warn" };

/** What a plan comes to, as text and as JSON, with what it would cost. Only the cells of the sample are made. */
export function planOverview(
  plan: SweepPlan,
  { forecast, found = new Map(), unknown = new Map(), check = UNCHECKED, access = [], show = 0, output }:
    PlanOverviewParts,
): CommandResult {
  // Each is a pass over all samples.
  const facts = { estimate: planEstimate(plan), hash: planHash(plan) };
  const notes = [...unknown].map(([endpoint, one]) => ({ endpoint, message: unknownText(one), nearest: one.nearest }));
  const noteLines = notes.map(({ endpoint, message }) => `note: ${endpoint}: ${message}\n`);
  const isRefused = check.strictness === "error" && check.problems.length > 0;
  return {
    text: [
      `${overviewText(plan, { found, output, facts })}\n${forecastLines(forecast, output)}`,
      uncountedLine(plan),
      ...planCheckLines(check),
      ...planAccessLines(access),
      ...(notes.length === 0 ? [] : ["\n", ...noteLines]),
      shownCellLines(plan, show),
    ].join(""),
    document: {
      ...overviewDocument(plan, { found, check, access, facts }),
      forecast: forecastDocument(forecast),
      notes,
      ...(show === 0 ? {} : { shown_cells: shownCellDocument(plan, show) }),
    },
    ...(isRefused ? { exitCode: 2 } : {}),
  };
}

/** It need not be a mistake: a list has what its router sells, and providers have other names beside. */
function unknownText({ model, nearest }: UnknownModel): string {
  const hint = nearest === null ? "" : `; the nearest that it has is "${nearest}"`;
  return `the catalog does not have the model "${model}"${hint}`;
}

/** Prices that the plan does not give and the catalog knows, by endpoint. */
type FoundPrices = ReadonlyMap<string, CatalogPrice>;

/** What takes a look at every sample to say. */
interface WithFacts {
  readonly facts: { readonly estimate: PlanEstimate; readonly hash: string };
}

function overviewDocument(
  plan: SweepPlan,
  { found, check, access, facts }: Required<Pick<PlanOverviewParts, "found" | "check" | "access">> & WithFacts,
): JsonObject {
  const { calls, callsAtMost, inputCharacters, outputTokensAtMost } = facts.estimate;
  return {
    plan: plan.name,
    description: plan.description,
    path: plan.path,
    plan_hash: facts.hash,
    cells: cellCount(plan),
    counts: gridCounts(plan),
    ...datasetDocument(plan),
    ...patternDocument(plan),
    ...(plan.plugins.length === 0 ? {} : { plugins: plan.plugins.map(({ key, name }) => ({ key, name })) }),
    axes: plan.axes.map((axis) => ({
      name: axis.name,
      extra: axis.field === "extra",
      count: axis.values.length,
      values: [...shownValues(axis)],
    })),
    endpoints: plan.endpoints.map(({ key, model, provider, baseUrl, wireModel, wire, price, apiKeyEnv }) => ({
      key,
      model,
      provider,
      base_url: baseUrl === "" ? null : baseUrl,
      wire_model: wireModel,
      wire,
      price: priceText(price ?? found.get(key)?.price ?? null),
      price_from: price !== null ? "plan" : found.has(key) ? "catalog" : null,
      ...(price === null && found.has(key) ? { price_as_of: found.get(key)!.origin.asOf } : {}),
      api_key_env: apiKeyEnv,
      ...accessDocument(access.find(({ endpoint }) => endpoint === key)),
      problems: check.problems.filter(({ endpoint }) => endpoint === key).map(problemDocument),
    })),
    strictness: check.strictness,
    run: { mode: plan.run.mode, cassette: plan.run.cassette, concurrency: plan.run.concurrency },
    ...(plan.faults === null ? {} : { faults: faultsDocument(plan.faults) }),
    estimated_calls: calls,
    calls_at_most: callsAtMost,
    input_characters: inputCharacters,
    output_tokens_at_most: outputTokensAtMost,
    first_cells: firstCells(plan).map(({ id, index, endpoint, sample, label, repeat, requestId }) => ({
      id,
      index,
      endpoint: endpoint.key,
      prompt: sample.id,
      label,
      repeat,
      request_id: requestId,
    })),
  };
}

function faultsDocument({ seed, rules }: PlanFaults): JsonObject {
  return { seed, rules: rules.map((rule) => structuredClone(rule) as unknown as JsonObject) };
}

function firstCells(plan: SweepPlan) {
  return [...cellsOf(plan).take(SAMPLE_CELLS)];
}

function overviewText(
  plan: SweepPlan,
  { found, output, facts }: Required<Pick<PlanOverviewParts, "found" | "output">> & WithFacts,
): string {
  const { name, description, plugins, endpoints, axes, run, faults } = plan;
  const { calls, callsAtMost, inputCharacters, outputTokensAtMost } = facts.estimate;
  const factors = gridFactors(plan);
  const tokens = outputTokensAtMost === null
    ? "without a limit"
    : `at most ${outputTokensAtMost.toLocaleString("en-US")}`;
  return [
    `${name}: ${formatCount(cellCount(plan), "cell")} = ${factors.join(" × ")}\n`,
    ...(description === null ? [] : [`${description}\n`]),
    `\n${fittedTable(ENDPOINT_COLUMNS, endpoints.map((one) => endpointRow(one, found)), output)}`,
    ...(axes.length === 0 ? [] : [`\n${fittedTable(AXIS_COLUMNS, axes.map(axisRow), output)}`]),
    `\n${fittedTable(CELL_COLUMNS, firstCells(plan).map(cellRow), output)}`,
    `\ncalls          ${calls.toLocaleString("en-US")}, at most ${callsAtMost.toLocaleString("en-US")} with ${
      formatCount(run.maxTries, "try", "tries")
    } per cell\n`,
    ...datasetLines(plan),
    `prompts        ${inputCharacters.toLocaleString("en-US")} characters\n`,
    `output tokens  ${tokens}\n`,
    `run            ${run.mode}, ${run.concurrency} at once, ${run.cassette ?? "no cassette"}\n`,
    ...patternLines(plan),
    ...(plugins.length === 0 ? [] : [`plugins        ${plugins.map(({ key }) => key).join(", ")}\n`]),
    ...(faults === null
      ? []
      : [`faults         ${faults.rules.map(({ fault }) => fault).join(", ")}, seed ${faults.seed}\n`]),
    `plan hash      ${facts.hash}\n`,
  ].join("");
}

// What an id names is never cut; what stands elsewhere in the overview leaves first.
const ENDPOINT_COLUMNS: readonly FittedColumn[] = [
  { title: "endpoint", align: "left" },
  { title: "model id", align: "left", leaves: 2 },
  { title: "base URL", align: "left", leaves: 1 },
  { title: "price", align: "left", least: 24 },
];

function endpointRow({ key, wireModel, baseUrl, price }: PlanEndpoint, found: FoundPrices): string[] {
  return [
    key,
    wireModel,
    baseUrl === "" ? "known to its client" : baseUrl,
    priceText(price) ?? catalogPriceText(found.get(key)) ?? UNKNOWN,
  ];
}

const AXIS_COLUMNS: readonly FittedColumn[] = [
  { title: "axis", align: "left" },
  { title: "values", align: "right" },
  { title: "", align: "left", least: 16 },
];

function axisRow(axis: SweepPlan["axes"][number]): string[] {
  return [axis.name, String(axis.values.length), valuesText(shownValues(axis))];
}

function valuesText(values: readonly JsonValue[]): string {
  const text = (value: JsonValue) => typeof value === "string" ? value : JSON.stringify(value);
  if (values.length <= SHOWN_VALUES) return values.map(text).join(", ");
  return `${values.slice(0, SHOWN_VALUES - 2).map(text).join(", ")}, …, ${text(values.at(-1)!)}`;
}

const CELL_COLUMNS: readonly FittedColumn[] = [
  { title: "first cells", align: "left" },
  { title: "endpoint", align: "left", leaves: 1 },
  { title: "prompt", align: "left", leaves: 3 },
  { title: "label", align: "left", least: 12, leaves: 4 },
  { title: "repeat", align: "right", leaves: 2 },
];

function cellRow({ id, endpoint, sample, label, repeat }: ReturnType<typeof firstCells>[number]): string[] {
  return [id, endpoint.key, sample.id, label, String(repeat)];
}

function catalogPriceText(found: CatalogPrice | undefined): string | null {
  if (found === undefined) return null;
  const { asOf } = found.origin;
  return `${priceText(found.price)} (catalog${asOf === null ? "" : `, ${asOf.slice(0, 10)}`})`;
}

/** A price as people read it: `$0.1 per hour / 2 slots`, `$0.15 in, $0.6 out per 1M tokens`. */
function priceText(price: Price | null): string | null {
  if (price === null) return null;
  if (price.kind === "hour") {
    return `$${price.hourUsd} per hour${price.slots === null ? "" : ` / ${formatCount(price.slots, "slot")}`}`;
  }
  const more = (price.overrides ?? []).length;
  return `$${perMillion(price.inputUsd)} in, $${perMillion(price.outputUsd)} out per 1M tokens` +
    (more === 0 ? "" : `, ${formatCount(more, "tier")}`);
}

/** A forecast knows the cells' calls alone, and a judge can cost more than what it judges. */
function uncountedLine({ scoreEndpoints = {} }: SweepPlan): string {
  const scorers = Object.keys(scoreEndpoints);
  return scorers.length === 0 ? "" : `The calls of scorers are not in it: ${scorers.join(", ")}.\n`;
}
