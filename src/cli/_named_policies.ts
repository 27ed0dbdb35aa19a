import { policySpecifiers } from "../config/mod.ts";
import type { RoutingPolicy } from "../spec/mod.ts";
import { loadedConfig } from "./_config_file.ts";
import type { Io } from "./io.ts";

/**
 * The policies of a list with commas: those that come with Tapedeck, with the weights of the configuration; the
 * configuration's own; and files, from the working directory.
 */
export async function namedPolicies(io: Io, list: string): Promise<RoutingPolicy[]> {
  const { loadPolicy, POLICY_NAMES, routingPolicy } = await import("../routing/mod.ts");
  const names = list.split(",").map((text) => text.trim()).filter((text) => text !== "");
  const loaded = await loadedConfig(io);
  const { weights } = loaded.config.routing ?? {};
  const isFile = (name: string) => /[/.:]/.test(name);
  // Modules are run: none that nobody asks for.
  const isPlain = names.every((name) => isFile(name) || POLICY_NAMES.some((one) => one === name));
  const own = isPlain ? [] : await Promise.all(policySpecifiers(loaded).map((specifier) => loadPolicy(specifier)));
  return await Promise.all(names.map((name) => {
    if (isFile(name)) return loadPolicy(name, io.cwd === null ? {} : { folder: io.cwd });
    return routingPolicy(name, { own, ...(weights === undefined ? {} : { weights }) });
  }));
}
