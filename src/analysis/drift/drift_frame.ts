import { type DataFrame, displayFrame, frameOfRows, type RowColumn } from "../frames/mod.ts";
import type { DriftFinding, DriftPair, DriftReport } from "./drift_report.ts";
import type { DriftSample } from "./drift_sample.ts";

/** Options of {@linkcode driftFrame}. */
export interface DriftFrameOptions {
  /** `findings`: a row for each thing that was compared; `pairs`: one for each pair of recordings. `findings` unless given. */
  readonly of?: "findings" | "pairs";
}

/**
 * A drift report as a data frame, which a notebook shows as a table.
 *
 * Of findings: `verdict`, `endpoint`, `kind`, `what`, `among`, `unit`, `base` and `new` (figures; `base_text` and
 * `new_text` where they are names), `difference` with `difference_low` and `difference_high` in the unit, `relative` (a
 * share of the base), `n` requests, `base_samples`, `new_samples`, `p_value`, `p_adjusted`, `method`, `details`.
 *
 * Of pairs: `endpoint`, `model`, `request`, `prompt`, `among`, `changed`; `agree_…`, from 0 to 1, for each measure of
 * answers; and with `base_` and `new_` in front each `line`, `at`, `status`, `failure`, `output`, `tool_calls`,
 * `finish_reason`, `model`, `input_tokens`, `output_tokens`, `reasoning_tokens`, `ttft_ms`, `latency_ms`, `tpot_ms`,
 * `reported_cost_usd`, `cost_usd`. Unknown is `null`.
 *
 * @example The pairs whose answers have changed
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { driftFrame, measureDrift } from "@tapedeck/tapedeck";
 *
 * const report = await measureDrift("cassettes/quickstart.jsonl", "cassettes/quickstart.jsonl");
 * const pairs = driftFrame(report, { of: "pairs" });
 * assertEquals(pairs.getColumn("changed").toArray().includes(true), false);
 * ```
 */
export function driftFrame(report: DriftReport, { of = "findings" }: DriftFrameOptions = {}): DataFrame {
  return displayFrame(
    of === "findings"
      ? frameOfRows(report.findings, FINDING_COLUMNS)
      : frameOfRows(report.pairs, pairColumns(report.pairs)),
  );
}

const FINDING_COLUMNS: readonly RowColumn<DriftFinding>[] = [
  column("verdict", "utf8", ({ verdict }) => verdict),
  column("endpoint", "utf8", ({ endpoint }) => endpoint),
  column("kind", "utf8", ({ kind }) => kind),
  column("what", "utf8", ({ what }) => what),
  column("among", "utf8", ({ among }) => among),
  column("unit", "utf8", ({ unit }) => unit),
  column("base", "f64", ({ base }) => typeof base === "number" ? base : null),
  column("new", "f64", (finding) => typeof finding.new === "number" ? finding.new : null),
  column("base_text", "utf8", ({ base }) => typeof base === "string" ? base : null),
  column("new_text", "utf8", (finding) => typeof finding.new === "string" ? finding.new : null),
  column("difference", "f64", ({ difference }) => difference?.value ?? null),
  column("difference_low", "f64", ({ difference }) => difference?.low ?? null),
  column("difference_high", "f64", ({ difference }) => difference?.high ?? null),
  column("relative", "f64", ({ relative }) => relative),
  column("n", "i64", ({ n }) => n),
  column("base_samples", "i64", ({ baseSamples }) => baseSamples),
  column("new_samples", "i64", ({ newSamples }) => newSamples),
  column("p_value", "f64", ({ pValue }) => pValue),
  column("p_adjusted", "f64", ({ pAdjusted }) => pAdjusted),
  column("method", "utf8", ({ method }) => method),
  column("details", "utf8", ({ details }) => details.length === 0 ? null : details.join("\n")),
];

const SAMPLE_COLUMNS: readonly RowColumn<DriftSample>[] = [
  column("line", "i64", ({ line }) => line),
  column("at", "utf8", ({ at }) => at),
  column("status", "i64", ({ status }) => status),
  column("failure", "utf8", ({ failure }) => failure),
  column("output", "utf8", ({ output }) => output),
  column("tool_calls", "utf8", ({ toolCalls }) => toolCalls),
  column("finish_reason", "utf8", ({ finishReason }) => finishReason),
  column("model", "utf8", ({ model }) => model),
  column("input_tokens", "i64", ({ inputTokens }) => inputTokens),
  column("output_tokens", "i64", ({ outputTokens }) => outputTokens),
  column("reasoning_tokens", "i64", ({ reasoningTokens }) => reasoningTokens),
  column("ttft_ms", "f64", ({ ttftMs }) => ttftMs),
  column("latency_ms", "f64", ({ latencyMs }) => latencyMs),
  column("tpot_ms", "f64", ({ tpotMs }) => tpotMs),
  column("reported_cost_usd", "f64", ({ reportedCostUsd }) => reportedCostUsd),
  column("cost_usd", "f64", ({ costUsd }) => costUsd),
];

function pairColumns(pairs: readonly DriftPair[]): RowColumn<DriftPair>[] {
  const measures = pairs.length === 0 ? [] : Object.keys(pairs[0].agreement);
  const ofSide = (side: "base" | "new") =>
    SAMPLE_COLUMNS.map(({ name, type, read }) =>
      column<DriftPair>(`${side}_${name}`, type, (pair) => read(pair[side]))
    );
  return [
    column("endpoint", "utf8", ({ endpoint }) => endpoint),
    column("model", "utf8", ({ model }) => model),
    column("request", "utf8", ({ request }) => request),
    column("prompt", "utf8", ({ prompt }) => prompt),
    column("among", "utf8", ({ among }) => among),
    column("changed", "bool", ({ changed }) => changed),
    ...measures.map((measure) =>
      column<DriftPair>(`agree_${measureName(measure)}`, "f64", ({ agreement }) => agreement[measure])
    ),
    ...ofSide("base"),
    ...ofSide("new"),
  ];
}

/** `words (token F1)` as `words_token_f1`. */
function measureName(measure: string): string {
  return measure.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "_").replaceAll(/^_|_$/g, "");
}

function column<Row>(name: string, type: RowColumn<Row>["type"], read: RowColumn<Row>["read"]): RowColumn<Row> {
  const unit = /_ms$/.test(name) ? "ms" : /_tokens$/.test(name) ? "tokens" : /_usd$/.test(name) ? "US$" : null;
  return { name, type, unit, meaning: "", read };
}
