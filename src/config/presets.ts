import type { ParameterTable } from "./parameter_table.ts";

/**
 * The profiles that ship. Each sets one thing, which every wire format can say, so that they mean the same everywhere; a
 * `[profiles.NAME]` of the same name adds to them.
 *
 * - `precise`: temperature 0, the likeliest answer. Not `top_p` as well: Claude takes one of the two since Opus 4.1.
 * - `creative`: temperature 1, the model's own distribution. More is refused by Claude, and seldom good text anywhere.
 * - `economical`: at most 1,024 output tokens, which is what an answer costs most. Reasoning counts as output: models
 *   that reason are kept short by `reasoning_effort = "low"` beside it, which other models refuse.
 */
export const PRESETS: ReadonlyMap<string, ParameterTable> = new Map<string, ParameterTable>([
  ["precise", { set: { temperature: 0 }, unset: [] }],
  ["creative", { set: { temperature: 1 }, unset: [] }],
  ["economical", { set: { maxTokens: 1024 }, unset: [] }],
]);
