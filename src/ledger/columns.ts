import type { Attempt, JsonValue } from "../spec/mod.ts";
import { canonicalJson } from "../base/mod.ts";
import { snakeCase } from "./_fields.ts";
import type { RunShape } from "./run_shape.ts";

/** The type of a result column. There are no unsigned ones, which notebooks fail to display, and no dates. */
export type ColumnType = "utf8" | "i64" | "f64" | "bool";

/** A value of a result column; `null` is unknown. */
export type ColumnValue = string | number | boolean | null;

/** One column of the results: of `results.parquet`, `results.csv` and the data frame alike. */
export interface ResultColumn {
  /** In snake_case, with the unit at its end where it has one. */
  readonly name: string;
  /** What its values are. */
  readonly type: ColumnType;
  /** `ms`, `tokens`, `tokens/s`, `US$`; `null` when it has none. */
  readonly unit: string | null;
  /** One sentence. */
  readonly meaning: string;
  /** The column's value in the row of one try. */
  read(attempt: Attempt): ColumnValue;
}

/** The fields of an attempt that are one value each. */
type PlainField = Exclude<keyof Attempt, "axes" | "scores" | "costUsd">;

/**
 * The columns of a run's results, in order. One row is one try of a cell, failed ones too; the last try of a cell that
 * has ended has `final`.
 *
 * The axes stand as `param_<axis>` and the scorers as `score_<scorer>`, so the list depends on the run's shape. Exact
 * costs stay in the ledger: here a cost is the nearest double.
 *
 * @example The columns of a sweep over temperatures
 * ```ts
 * import { assertArrayIncludes } from "@std/assert";
 * import { resultColumns, runShape } from "@tapedeck/tapedeck";
 *
 * const shape = runShape({ temperature: [0, 0.5] }, ["exact"]);
 * const names = resultColumns(shape).map((column) => column.name);
 * assertArrayIncludes(names, ["param_temperature", "cost_usd", "latency_ms", "score_exact", "score"]);
 * ```
 */
export function resultColumns(shape: RunShape): ResultColumn[] {
  return [
    text("runId", "The run."),
    integer("cellIndex", null, "The cell's place in the grid's order, from 0."),
    integer("try", null, "Which try of the cell this row is, from 1, over all its turns."),
    integer("turn", null, "Which of the cell's calls this is a try of, from 1."),
    flag("final", "Whether the cell ended with this try."),
    text("cellId", "A hash of what was sent: endpoint, request, repeat."),
    text("label", "The cell's parameters, for people."),
    text("requestId", "A hash of model, provider and label."),
    text("endpoint", "The endpoint that was called: model@provider[/tag]."),
    text("model", "The model's key."),
    text("provider", "The operator that serves the model."),
    text("promptId", "The prompt's sample."),
    integer("repeat", null, "The how-many-th time the same was asked, from 1."),
    ...Object.entries(shape.axes).map(([axis, type]) => parameter(axis, type)),
    text("status", "How the try ended: ok, failed or unrecordable."),
    text("errorKind", "What went wrong, in terms that mean the same for every provider."),
    text("errorMessage", "What the provider or the transport said."),
    integer("httpStatus", null, "The status of the response."),
    integer("inputTokens", "tokens", "All input tokens, cached ones included."),
    integer("cacheReadTokens", "tokens", "Input tokens read from the provider's cache."),
    integer("cacheWriteTokens", "tokens", "Input tokens written to the provider's cache."),
    integer("outputTokens", "tokens", "All output tokens, reasoning included."),
    integer("reasoningTokens", "tokens", "Output tokens spent on reasoning."),
    {
      name: "cost_usd",
      type: "f64",
      unit: "US$",
      meaning: "What this try cost.",
      read: ({ costUsd }) => costUsd === null ? null : Number(costUsd),
    },
    text("costSource", "How the cost was found: reported, tokens, hour/slots or hour/in-flight."),
    real("ttftMs", "ms", "From the hand-over of the request to the first token of any kind."),
    real("ttfoMs", "ms", "From the hand-over to the first token of the answer itself."),
    real("latencyMs", "ms", "From the hand-over to the last byte."),
    real("tpotMs", "ms", "Time per output token after the first: (latency_ms - ttft_ms) / (output_tokens - 1)."),
    real("outputTps", "tokens/s", "Output tokens per second after the first: 1000 / tpot_ms."),
    real("queueMs", "ms", "The wait for our own limiter; not part of latency_ms."),
    real("retryWaitMs", "ms", "The wait since the try before; not part of latency_ms."),
    integer("retries", null, "Tries of the turn before this one."),
    text("finishReason", "Why the model stopped."),
    ...shape.scorers.map(scorerColumn),
    real("score", null, "The mean of the scores that apply, from 0 to 1."),
    text("output", "The text of the answer."),
    text("summary", "The first line of the answer."),
    text("outputHash", "A hash of the answer."),
    text("cassetteKey", "The recording's key on the tape."),
    text("source", "Where the answer came from: live, replay or resumed."),
    flag("billed", "Whether this run paid for the try."),
    text("startedAt", "When the request was handed over, an RFC 3339 time in UTC."),
  ];
}

function plain(field: PlainField, type: ColumnType, unit: string | null, meaning: string): ResultColumn {
  return { name: snakeCase(field), type, unit, meaning, read: (attempt) => attempt[field] };
}

function text(field: PlainField, meaning: string): ResultColumn {
  return plain(field, "utf8", null, meaning);
}

function integer(field: PlainField, unit: string | null, meaning: string): ResultColumn {
  return plain(field, "i64", unit, meaning);
}

function real(field: PlainField, unit: string | null, meaning: string): ResultColumn {
  return plain(field, "f64", unit, meaning);
}

function flag(field: PlainField, meaning: string): ResultColumn {
  return plain(field, "bool", null, meaning);
}

function parameter(axis: string, type: ColumnType): ResultColumn {
  return {
    name: `param_${axis}`,
    type,
    unit: null,
    meaning: `The value of the axis "${axis}".`,
    read: ({ axes }) => parameterValue(own(axes, axis), type),
  };
}

/** Where the values of an axis are of several types, those that are no text stand as JSON. */
function parameterValue(value: JsonValue, type: ColumnType): ColumnValue {
  if (value === null || typeof value === "string") return value;
  return type === "utf8" ? canonicalJson(value) : value as number | boolean;
}

function scorerColumn(scorer: string): ResultColumn {
  return {
    name: `score_${scorer}`,
    type: "f64",
    unit: null,
    meaning: `The verdict of the scorer "${scorer}", from 0 to 1; null where it does not apply.`,
    read: ({ scores }) => own(scores, scorer),
  };
}

/** An axis may be called like a method that every object has. */
function own<Value>(record: { readonly [name: string]: Value }, name: string): Value | null {
  return Object.hasOwn(record, name) ? record[name] : null;
}
