import { nearestName, UserError } from "../base/mod.ts";
import { scorerNames } from "./_scorer_names.ts";
import { KIND_NAMES } from "./_scorer_kinds.ts";
import type { ScoreConfig } from "./score_config.ts";

/**
 * A `[score]` table with some of its scorers only, by their names.
 * @throws {UserError} when it has none of a name; the message has the nearest.
 */
export function pickScorers(config: ScoreConfig, names: readonly string[]): ScoreConfig {
  const known = scorerNames(config);
  for (const name of names) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    const hint = nearest === null ? `it must be one of ${known.join(", ") || "none"}` : `did you mean "${nearest}"?`;
    throw new UserError(`Cannot score by a scorer that the plan does not have (${hint}): current value is "${name}"`, {
      exitCode: 2,
    });
  }
  const picked = (name: string) => names.includes(name);
  const { named = {}, custom = [], weights = {}, ...rest } = config;
  const kept = Object.fromEntries(Object.entries(rest).filter(([key]) => !isKind(key) || picked(key)));
  const own = entriesOf(named, picked);
  const outside = custom.filter(({ name }) => picked(name));
  const counting = entriesOf(weights, picked);
  return {
    ...kept,
    ...(Object.keys(own).length === 0 ? {} : { named: own }),
    ...(outside.length === 0 ? {} : { custom: outside }),
    ...(Object.keys(counting).length === 0 ? {} : { weights: counting }),
  };
}

function isKind(key: string): boolean {
  return (KIND_NAMES as readonly string[]).includes(key);
}

function entriesOf<T>(table: { [name: string]: T }, picked: (name: string) => boolean): { [name: string]: T } {
  return Object.fromEntries(Object.entries(table).filter(([name]) => picked(name)));
}
