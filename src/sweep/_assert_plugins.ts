import { UserError } from "../base/mod.ts";
import type { ProviderAdapter } from "../spec/mod.ts";
import { tableRow } from "./_table_row.ts";

/**
 * Why a provider from outside cannot stand beside the table and `others`, as a rule; `null`: it can. What its endpoints
 * are called says who is meant, in plans and on tapes, and must mean one provider.
 */
export function pluginProblem({ key }: ProviderAdapter, others: readonly ProviderAdapter[]): string | null {
  if (tableRow(key) !== null) {
    return `has the key of a provider of the table: it needs one of its own, such as "my-${key}"`;
  }
  if (others.some((other) => other.key === key)) return "has the key of another plugin: each needs its own";
  return null;
}

/** @throws {UserError} when two of them, or one and a provider of the table, have one key. */
export function assertPlugins(plugins: readonly ProviderAdapter[]): void {
  plugins.forEach((plugin, i) => {
    const problem = pluginProblem(plugin, plugins.slice(0, i));
    if (problem === null) return;
    throw new UserError(`Cannot use the plugin "${plugin.name}" as it ${problem}: current value is "${plugin.key}"`, {
      exitCode: 2,
    });
  });
}
