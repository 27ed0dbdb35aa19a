import { nearestName } from "../base/mod.ts";
import type { KeyPath, Preferences } from "../config/mod.ts";
import { rowNames, wireFormats } from "../provider/mod.ts";
import type { ProviderKey } from "../spec/mod.ts";
import type { Plugins } from "./_read_plugins.ts";
import { tableRow } from "./_table_row.ts";

/**
 * What is wrong with a provider's section in the project's configuration, as a rule for an endpoint that names it; `null`:
 * nothing, or what a plugin that is missing would bring.
 */
export function sectionProblem(
  provider: ProviderKey,
  { plugins, preferences }: { readonly plugins: Plugins; readonly preferences: Preferences },
): string | null {
  const section = preferences.config.providers?.[provider];
  if (section === undefined || !plugins.isWhole) return null;
  const { kind, wire } = section;
  const at = (path: KeyPath) => preferences.whereOf(["providers", provider, ...path]);
  const plugin = plugins.list.find(({ key }) => key === (kind ?? provider));
  if (kind !== undefined && plugin === undefined && tableRow(kind) === null) {
    const names = [...rowNames(), ...plugins.list.map(({ key }) => key)];
    return `is at the provider "${provider}", which ${at(["kind"])} says is of a kind that there is not` +
      `${hint(kind, names)}: current value is "${kind}"`;
  }
  const wires = [...wireFormats.map(({ name }) => name), ...[plugin?.wire, plugin?.format?.name].filter(isGiven)];
  if (wire !== undefined && !wires.includes(wire)) {
    return `is at the provider "${provider}", which ${at(["wire"])} says speaks a wire format that there is not` +
      `${hint(wire, wires)}: current value is "${wire}"`;
  }
  return null;
}

/** The name that was probably meant, as part of a sentence. */
export function hint(name: string, names: Iterable<string>): string {
  const nearest = nearestName(name, names);
  return nearest === null ? "" : ` (did you mean "${nearest}"?)`;
}

function isGiven(name: string | undefined): name is string {
  return name !== undefined;
}
