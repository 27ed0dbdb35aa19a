import type { JsonValue } from "../../spec/mod.ts";
import type { AxisValue } from "./grid_axes.ts";

/** What can be fixed for all cells, for a model or for an endpoint, under the names of the plan's file. */
export type PlanParameters =
  & { readonly [name in Exclude<keyof AxisValue, "system" | "template">]?: AxisValue[name] }
  & {
    /** A provider's own fields. */
    readonly extra?: { readonly [field: string]: JsonValue };
    /** Names of parameters that are not to be inherited. */
    readonly unset?: readonly string[];
  };

/** Endpoints that the catalog names. */
export interface EndpointQuery {
  /** What they must be able to do and may cost: `tools and context >= 128k and input < 1`. */
  readonly where?: string;
  /** No more than so many, from 1. */
  readonly limit?: number;
  /** In which order; `name` unless given. */
  readonly sort?: "name" | "price" | "context";
}

/** One `[[endpoints]]` of a plan: a key, a pattern or a query, and what its cells are called with. */
export interface EndpointTable extends EndpointQuery {
  /** `author/slug@provider[/tag]`, an alias, a group or a pattern. */
  readonly key?: string;
  /** Of a server of one's own. */
  readonly base_url?: string;
  /** The wire format: `openai-chat`. */
  readonly wire?: string;
  /** What goes into the request's `model`. */
  readonly wire_model?: string;
  /** What it charges, as the file has it. */
  readonly price?: { readonly [name: string]: JsonValue };
  /** Whom a router may ask, as the file has it. */
  readonly routing?: { readonly [name: string]: JsonValue };
  /** The NAME of the environment variable that has its key. */
  readonly api_key_env?: string;
  /** Fixed for its cells. */
  readonly parameters?: PlanParameters;
}

/** What `[models."author/slug"]` says. */
export interface ModelTable {
  /** For people. */
  readonly description?: string;
  /** What goes into the request's `model`. */
  readonly wire_model?: string;
  /** The profile of its cells. */
  readonly profile?: string;
  /** Fixed for its cells. */
  readonly parameters?: PlanParameters;
}

/** A section of a plan that is written as its file has it. */
export interface PlanTable {
  /** Under the names of the file. */
  readonly [name: string]: JsonValue | undefined;
}

/** `[prompts]`: a file, or samples. */
export interface PromptsTable extends PlanTable {
  /** The path of a data set, from where the plan is. */
  readonly file?: string;
  /** The samples themselves. */
  readonly items?: { readonly [field: string]: JsonValue }[];
  /** What the user's message is made from. */
  readonly template?: string;
  /** What the system message is made from. */
  readonly system?: string;
}
