import { dirname, join, resolve } from "node:path";
import { UserError, writeAtomically } from "../../base/mod.ts";
import type { EndpointConfig } from "../../config/mod.ts";
import type { ChatParameters, EndpointKey, ModelKey } from "../../spec/mod.ts";
import { type BuildPlanOptions, sweep } from "../build/mod.ts";
import { draftOfPlan } from "./_draft_of_plan.ts";
import { type Draft, fileName, settingsOf, tablesOf, varied } from "./_form_parts.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import type { SweepForm } from "./sweep_form.ts";
import { sweepFormProblems } from "./sweep_form_problems.ts";

/** What a form is swept over, and where its plan is put. */
export interface SweepFormPlanOptions extends Pick<BuildPlanOptions, "loadPlugin" | "loadScorer"> {
  /** At least one, unless the form takes those of a plan. */
  readonly endpoints: readonly EndpointKey[];
  /**
   * Endpoints that the user's configuration declares: a plan inherits none of them, so what they say of those above is
   * written into it. None unless given.
   */
  readonly declared?: readonly EndpointConfig[];
  /** What is fixed for the cells of models, beside what varies; nothing unless given. */
  readonly parameters?: ReadonlyMap<ModelKey, ChatParameters>;
  /** What relative paths of the form start from, as an absolute path. */
  readonly cwd: string;
  /** Where the plan of a form is kept that is not made from another plan, as an absolute path. */
  readonly folder: string;
}

/** The plan of a form. */
export interface SweepFormPlan {
  /** Checked and resolved. */
  readonly plan: SweepPlan;
  /** Where it belongs as a file, from which `tapedeck run resume` goes on with it. */
  readonly path: string;
  /** Write that file; the one that is there is of the same form. */
  readonly write: () => Promise<void>;
}

/**
 * The plan that a form stands for. What is made from another plan belongs beside it, so that its paths mean the same.
 *
 * @throws {UserError} with exit code 2 when a field is wrong, there are no endpoints, or what the fields name is not there
 * or no valid plan.
 */
export async function sweepFormPlan(form: SweepForm, options: SweepFormPlanOptions): Promise<SweepFormPlan> {
  assertRight(form, options);
  const { builder, path } = form.source === "plan" ? await draftOfPlan(form, options) : fromPrompts(form, options);
  const { loadPlugin, loadScorer } = options;
  const plan = await builder.plan({
    path,
    ...(loadPlugin === undefined ? {} : { loadPlugin }),
    ...(loadScorer === undefined ? {} : { loadScorer }),
  });
  return {
    plan,
    path,
    async write() {
      await Deno.mkdir(dirname(path), { recursive: true });
      const bytes = new TextEncoder().encode(builder.toToml());
      await writeAtomically(path, (sink) => sink(bytes));
    },
  };
}

function assertRight(form: SweepForm, { endpoints }: SweepFormPlanOptions): void {
  const [problem] = Object.entries(sweepFormProblems(form));
  if (problem !== undefined) {
    const [field, rule] = problem as [keyof SweepForm, string];
    throw new UserError(`Cannot plan the sweep as ${field} ${rule}: current value is "${form[field]}"`, {
      exitCode: 2,
    });
  }
  if (endpoints.length > 0 || form.source === "plan") return;
  throw new UserError("Cannot plan the sweep as no endpoint is selected: current value is none", { exitCode: 2 });
}

function fromPrompts(form: SweepForm, options: SweepFormPlanOptions): Draft {
  const { cwd, folder } = options;
  const prompted = form.source === "file" ? sweep("pick").prompts(resolve(cwd, form.text)) : sweep("pick").prompts([{
    id: "typed",
    prompt: form.text,
    ...(form.expected === "" ? {} : { expected: form.expected }),
  }]);
  const scored = form.source === "prompt" && form.expected !== ""
    ? prompted.score({ contains: { ignore_case: true } })
    : prompted;
  const builder = varied(scored, form).endpoints(tablesOf(options)).repeats(Number(form.repeats || "1"))
    .modelSettings(settingsOf(form, options)).parameters(limitOf(form));
  return { builder, path: join(folder, fileName(builder)) };
}

function limitOf({ parameter, maxTokens }: SweepForm): { max_tokens?: number } {
  return maxTokens === "" || parameter === "max_tokens" ? {} : { max_tokens: Number(maxTokens) };
}
