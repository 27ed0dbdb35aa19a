import { UserError } from "../base/mod.ts";
import type { FileProblems, KeyPath } from "../config/mod.ts";
import { wireFormat } from "../provider/mod.ts";
import type { Plugins } from "./_read_plugins.ts";

/**
 * The name of an endpoint's wire format: one of ours, or what its provider brings. `undefined`: the plan names none.
 * `null`: it is wrong.
 */
export function readWire(
  raw: unknown,
  { provider, plugins, path, problems }: {
    provider: string | undefined;
    plugins: Plugins;
    path: KeyPath;
    problems: FileProblems;
  },
): string | null | undefined {
  if (raw === undefined) return undefined;
  if (typeof raw !== "string") {
    problems.add(path, "must be the name of a wire format", raw);
    return null;
  }
  const plugin = plugins.list.find(({ key }) => key === provider);
  if (raw === plugin?.wire || raw === plugin?.format?.name) return raw;
  try {
    return wireFormat(raw).name;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // What a plugin that is missing brings, nobody knows.
    if (plugins.isWhole) problems.add(path, `is no wire format: ${error.message}`);
    return null;
  }
}
