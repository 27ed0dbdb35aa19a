import type { JsonValue } from "../spec/mod.ts";
import type { ParameterTable } from "./parameter_table.ts";

/** From which level a parameter comes, the weakest first. */
export type ParameterLevel = "global" | "provider" | "model" | "preset" | "profile" | "plan" | "request";

/** One layer of what is inherited: a table of parameters, and where it stands. */
export interface ParameterLayer {
  /** Of which level it is. */
  readonly from: ParameterLevel;
  /** What it says. */
  readonly table: ParameterTable;
  /** Where a parameter of it stands, for people: `tapedeck.toml:12`, `the request`. `name` is as in files. */
  where(name: string): string;
}

/** What one layer said of a parameter. */
export interface ParameterSource {
  /** Of which level the layer is. */
  readonly from: ParameterLevel;
  /** Where it stands, for people: `tapedeck.toml:12`. */
  readonly where: string;
  /** What it gives; `null`: that the parameter is not to be inherited. */
  readonly value: JsonValue;
}

/** Where a parameter's value comes from. */
export interface ParameterOrigin extends ParameterSource {
  /** As in files: `top_p`, `extra.provider.sort`. */
  readonly parameter: string;
  /** What weaker layers said of it, the strongest first. */
  readonly overridden: readonly ParameterSource[];
}
