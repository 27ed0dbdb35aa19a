import type { RouteNeeds } from "../../spec/mod.ts";

/** How a model is made the default one. */
export interface SwitchOptions {
  /** Only look whether it could; no unless given. */
  readonly dryRun?: boolean;
  /** Do not ask the provider whether it is there and takes the key; no unless given. */
  readonly offline?: boolean;
  /** What it must be, beside what the configuration says and what calls of the default model have needed so far. */
  readonly needs?: RouteNeeds;
  /** Ends it; its reason is thrown. */
  readonly signal?: AbortSignal;
}
