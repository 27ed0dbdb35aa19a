import { resolve } from "node:path";
import type { RunRecord } from "../../spec/mod.ts";
import type { SweepPlan } from "../../sweep/mod.ts";
import type { DashboardSources } from "../dashboard_sources.ts";

const MOST = 4;

/** The plans of the runs that were looked at last: a plan with a large dataset takes a while to read. */
export class RunPlans {
  readonly #sources: Pick<DashboardSources, "cwd" | "env" | "ledgerPath">;
  readonly #plans = new Map<string, { readonly stamp: string; readonly plan: SweepPlan | null }>();

  constructor(sources: Pick<DashboardSources, "cwd" | "env" | "ledgerPath">) {
    this.#sources = sources;
  }

  /** Where a run's files are by now. */
  async places(run: RunRecord) {
    const { placesOf } = await import("../../sweep/mod.ts");
    return await placesOf(run, this.#ledgerPath);
  }

  /** The plan as it stands now; `null`: it is not at hand. */
  async of(run: RunRecord): Promise<SweepPlan | null> {
    const { planPath } = await this.places(run);
    const stamp = await stampOf(planPath);
    const known = this.#plans.get(run.runId);
    if (known?.stamp === stamp) return known.plan;
    const { planOfRun } = await import("../../sweep/mod.ts");
    const plan = stamp === null ? null : await planOfRun(run, { env: this.#sources.env, ledgerPath: this.#ledgerPath });
    this.#plans.delete(run.runId);
    this.#plans.set(run.runId, { stamp: stamp ?? "", plan });
    if (this.#plans.size > MOST) this.#plans.delete(this.#plans.keys().next().value!);
    return plan;
  }

  get #ledgerPath(): string {
    const { cwd, ledgerPath } = this.#sources;
    return /^postgres(ql)?:/.test(ledgerPath) ? ledgerPath : resolve(cwd, ledgerPath);
  }
}

async function stampOf(path: string): Promise<string | null> {
  if (path === "") return null;
  try {
    const { mtime, size } = await Deno.stat(path);
    return `${path} ${mtime?.getTime()} ${size}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
