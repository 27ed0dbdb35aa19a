import type { JsonValue } from "../../spec/mod.ts";

/** Steps from one number to another, both included. */
export interface SteppedRange {
  /** The first value. */
  readonly start: number;
  /** The last value. */
  readonly stop: number;
  /** How many values, from 1. */
  readonly steps: number;
  /** Whether steps are equal distances or equal multiples; `linear` unless given. */
  readonly scale?: "linear" | "log";
}

/** A range that a sample draws from. */
export interface DrawnRange {
  /** The least value. */
  readonly min: number;
  /** The greatest value. */
  readonly max: number;
  /** Whether each distance or each multiple is equally likely; `linear` unless given. */
  readonly scale?: "linear" | "log";
  /** Whether values are whole numbers; as the parameter has it unless given. */
  readonly integer?: boolean;
}

/** The values of an axis: a list, or by names that stand for them in labels and results. */
export type AxisValues<T> = readonly T[] | { readonly [name: string]: T };

/** The values of an axis of numbers. */
export type NumberAxis = AxisValues<number> | SteppedRange | DrawnRange;

/** A tool, as plans have it. */
export interface PlanTool {
  /** What the model calls it by. */
  readonly name: string;
  /** Tells the model what it does and when to call it. */
  readonly description?: string;
  /** The JSON Schema of its arguments. */
  readonly parameters: { readonly [name: string]: JsonValue };
  /** Whether the provider must hold the model to the schema. */
  readonly strict?: boolean;
}

/** The form of an answer, as plans have it. */
export type PlanResponseFormat =
  | "text"
  | "json"
  | { readonly type: "text" | "json" }
  | {
    /** Tells it from the others. */
    readonly type: "json_schema";
    /** What the provider is told the schema is called. */
    readonly name: string;
    /** What the answer must follow. */
    readonly schema: { readonly [name: string]: JsonValue };
    /** Whether the provider must hold the model to it. */
    readonly strict?: boolean;
  };

/** What one value of each axis is, under the names of the plan's file. */
export interface AxisValue {
  /** 0 to 2. */
  readonly temperature: number;
  /** 0 to 1. */
  readonly top_p: number;
  /** A whole number from 0. */
  readonly top_k: number;
  /** 0 to 1. */
  readonly min_p: number;
  /** A whole number from 1. */
  readonly max_tokens: number;
  /** A whole number. */
  readonly seed: number;
  /** One text or several, before any of which the answer ends. */
  readonly stop: string | readonly string[];
  /** -2 to 2. */
  readonly frequency_penalty: number;
  /** -2 to 2. */
  readonly presence_penalty: number;
  /** Above 0, to 2. */
  readonly repetition_penalty: number;
  /** In the provider's own words: `low`. */
  readonly reasoning_effort: string;
  /** A whole number from -1. */
  readonly reasoning_budget_tokens: number;
  /** Whether the text of the reasoning is asked for. */
  readonly reasoning_text: boolean;
  /** The form of the answer. */
  readonly response_format: PlanResponseFormat;
  /** The tools of the request; an empty list is none. */
  readonly tools: readonly PlanTool[];
  /** `required` is any tool, `{ name }` is this one. */
  readonly tool_choice: "auto" | "none" | "required" | { readonly name: string };
  /** Whether one answer may have several calls. */
  readonly parallel_tool_calls: boolean;
  /** A template of the system message. */
  readonly system: string;
  /** A template of the user's message. */
  readonly template: string;
}

/** The name of an axis. */
export type AxisName = keyof AxisValue;

/** The axes of a grid, under the names of the plan's file. */
export type GridAxes =
  & { readonly [name in AxisName]?: AxisValue[name] extends number ? NumberAxis : AxisValues<AxisValue[name]> }
  & {
    /** A provider's own fields. */
    readonly extra?: {
      readonly [field: string]: readonly JsonValue[] | SteppedRange | DrawnRange | AxisValues<JsonValue>;
    };
  };

/** Bounds of numbers. */
export interface NumberBounds {
  /** Not the number itself. */
  readonly above?: number;
  /** Not the number itself. */
  readonly below?: number;
  /** The number too. */
  readonly at_least?: number;
  /** The number too. */
  readonly at_most?: number;
}

/** Endpoints by patterns: `*` is any text and `?` any character. */
export interface MeantEndpoints {
  /** Of the key: `openai/*@azure`. */
  readonly endpoint?: string | readonly string[];
  /** Of the model. */
  readonly model?: string | readonly string[];
  /** Of the provider. */
  readonly provider?: string | readonly string[];
}

/** Which points are meant: those that meet all of it. Names of values and patterns for them stand as texts. */
export type GridCondition =
  & MeantEndpoints
  & {
    readonly [name in AxisName]?:
      | AxisValue[name]
      | readonly AxisValue[name][]
      | string
      | readonly string[]
      | (AxisValue[name] extends number ? NumberBounds : never);
  }
  & {
    /** Axes of a provider's own fields. */
    readonly extra?: { readonly [field: string]: JsonValue | NumberBounds };
  };

/** Points that are added: a value, a name or a list of them for each axis. */
export type GridPoint =
  & MeantEndpoints
  & { readonly [name in AxisName]?: AxisValue[name] | readonly AxisValue[name][] | string | readonly string[] }
  & {
    /** Axes of a provider's own fields. */
    readonly extra?: { readonly [field: string]: JsonValue };
  };

/** Where axes apply: where one of the conditions is met. */
export type GridWhen =
  & { readonly [name in Exclude<AxisName, "system" | "template">]?: GridCondition | readonly GridCondition[] }
  & {
    /** Axes of a provider's own fields. */
    readonly extra?: { readonly [field: string]: GridCondition | readonly GridCondition[] };
  };

/** A sample of the grid in its place. */
export interface GridSample {
  /** `random` unless given. */
  readonly method?: "random" | "latin-hypercube";
  /** How many points, from 1. */
  readonly count: number;
  /** The same seed draws the same points on every machine; 0 unless given. */
  readonly seed?: number | string;
}
