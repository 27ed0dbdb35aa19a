import { dirname, resolve } from "node:path";
import { UserError } from "../base/mod.ts";
import { isTrustedFolder } from "../config/mod.ts";
import { unloadedScorer } from "../scoring/mod.ts";
import { loadPlan, type SweepPlan } from "../sweep/mod.ts";
import { loadedConfig } from "./_config_file.ts";
import type { Io } from "./io.ts";

/**
 * A plan that is only looked at, which may be a stranger's: its scorers from outside are not run, and its providers only
 * where the user trusts its folder, as without them nobody knows what its endpoints are.
 *
 * @throws {UserError} with exit code 2 when it is not valid, or names providers from outside and is not trusted.
 */
export async function viewedPlan({ env }: Pick<Io, "env">, path: string): Promise<SweepPlan> {
  const folder = dirname(resolve(path));
  const { files } = await loadedConfig({ cwd: folder, env });
  const own = files.find(({ role }) => role === "user")?.config ?? {};
  const isTrusted = await isTrustedFolder(folder, { own, env });
  return await loadPlan(path, { loadScorer: unloadedScorer, ...(isTrusted ? {} : { loadPlugin: refuse }) });
}

function refuse(specifier: string): Promise<never> {
  throw new UserError(
    `it is code, and the plan's folder is not trusted: look at it, then "tapedeck config trust", or TAPEDECK_TRUST for a ` +
      `single command, lets it run: current value is "${specifier}"`,
    { exitCode: 2 },
  );
}
