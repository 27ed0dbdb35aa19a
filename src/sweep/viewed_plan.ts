import { dirname, resolve } from "node:path";
import { isThere, UserError } from "../base/mod.ts";
import { isTrustedFolder, loadConfig } from "../config/mod.ts";
import { unloadedScorer } from "../scoring/mod.ts";
import type { RunRecord } from "../spec/mod.ts";
import { placesOf } from "./control/mod.ts";
import { loadPlan } from "./load_plan.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** What tells which folders the user trusts. */
export interface ViewedPlanOptions {
  /** Looks an environment variable up. */
  readonly env: (name: string) => string | undefined;
}

/**
 * A plan that is only looked at, which may be a stranger's: its scorers from outside are not run, and its providers only
 * where the user trusts its folder, as without them nobody knows what its endpoints are.
 *
 * @throws {UserError} with exit code 2 when it is not valid, or names providers from outside and is not trusted.
 */
export async function viewedPlan({ env }: ViewedPlanOptions, path: string): Promise<SweepPlan> {
  const folder = dirname(resolve(path));
  const { files } = await loadConfig({ cwd: folder, env });
  const own = files.find(({ role }) => role === "user")?.config ?? {};
  const isTrusted = await isTrustedFolder(folder, { own, env });
  return await loadPlan(path, { loadScorer: unloadedScorer, ...(isTrusted ? {} : { loadPlugin: refuse }) });
}

/** The plan of a run, where it stands beside the ledger, only looked at; `null`: it is not there, or not valid any more. */
export async function planOfRun(
  run: RunRecord,
  { env, ledgerPath }: ViewedPlanOptions & { readonly ledgerPath: string },
): Promise<SweepPlan | null> {
  const { planPath } = await placesOf(run, ledgerPath);
  if (planPath === "" || !await isThere(planPath)) return null;
  try {
    return await viewedPlan({ env }, planPath);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function refuse(specifier: string): Promise<never> {
  throw new UserError(
    `it is code, and the plan's folder is not trusted: look at it, then "tapedeck config trust", or TAPEDECK_TRUST for a ` +
      `single command, lets it run: current value is "${specifier}"`,
    { exitCode: 2 },
  );
}
