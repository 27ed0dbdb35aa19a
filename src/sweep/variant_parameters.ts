import { nearestName, UserError } from "../base/mod.ts";
import { mergeParameters, PARAMETERS } from "../config/mod.ts";
import type { ChatParameters, EndpointKey, JsonObject, JsonValue, Ledger, ModelKey } from "../spec/mod.ts";
import { parameterAxes } from "./_axis_facts.ts";
import { labelWithoutSeed } from "./label_without_seed.ts";

/** Which variant of a run is meant. */
export interface VariantChoice {
  /** `run_20261121-055215-9fd48a8e`; the newest unless given. */
  readonly runId?: string;
  /** The variant's axes as results show them, with its seed or without: `temperature=0.2 top_p=0.9`; the empty string without axes. */
  readonly label: string;
  /** The model whose fixed parameters are meant, where the plan's models differ in them. */
  readonly model?: ModelKey;
  /** The endpoint whose fixed parameters are meant, where those of a model differ in them. */
  readonly endpoint?: EndpointKey;
}

/** The task's own: it decides what is asked for, and has no part in how. */
const OF_THE_TASK: readonly (keyof ChatParameters)[] = ["tools", "toolChoice", "responseFormat", "seed"];

/**
 * What a variant of a sweep sent as parameters, to be kept as a profile: those that its endpoint had fixed and those of
 * its axes. Tools, the form of the answer and the seed are the task's, and are left out.
 *
 * @throws {UserError} when the ledger has no such run or variant, or it has one for several models with fixed parameters
 * of their own.
 */
export async function variantParameters(
  ledger: Ledger,
  { runId, label, model, endpoint }: VariantChoice,
): Promise<ChatParameters> {
  const run = runId === undefined ? (await ledger.runs())[0] ?? null : await ledger.run(runId);
  if (run === null) {
    throw new UserError(
      `Cannot take parameters from the run as the ledger has none${runId === undefined ? "" : " of this id"}: ` +
        `current value is ${runId === undefined ? "none" : `"${runId}"`}`,
      { exitCode: 2 },
    );
  }
  const labels = new Set<string>();
  const found = new Map<string, ChatParameters>();
  const fixed = fixedOf(run.manifest);
  for await (const attempt of ledger.attempts(run.runId)) {
    if (model !== undefined && attempt.model !== model) continue;
    if (endpoint !== undefined && attempt.endpoint !== endpoint) continue;
    labels.add(attempt.label);
    if (attempt.label !== label && labelWithoutSeed(attempt) !== label) continue;
    const parameters = own(mergeParameters([
      { set: fixed.get(attempt.endpoint) ?? {}, unset: [] },
      { set: parametersOf(attempt.axes, run.manifest), unset: [] },
    ]));
    found.set(JSON.stringify(parameters), parameters);
    // All cells of an endpoint with a label sent the same.
    if (endpoint !== undefined) break;
  }
  const [parameters, another] = found.values();
  if (parameters === undefined) throw unknownVariant(label, { labels, of: endpoint ?? model });
  if (another !== undefined) {
    throw new UserError(
      `Cannot tell which parameters are meant as the endpoints of the variant have different ones: name a model; ` +
        `current value is "${label}"`,
      { exitCode: 2 },
    );
  }
  return parameters;
}

/** The fixed parameters of a run's endpoints, by key. */
function fixedOf({ parameters }: JsonObject): Map<string, ChatParameters> {
  return new Map(Object.entries((parameters ?? {}) as { [endpoint: string]: ChatParameters }));
}

function parametersOf(axes: { readonly [axis: string]: JsonValue }, manifest: JsonObject): ChatParameters {
  const fields: JsonObject = {};
  const extra: JsonObject = {};
  for (const [name, value] of parameterAxes(axes, manifest)) {
    const known = PARAMETERS.get(name);
    if (known === undefined) extra[name] = value;
    else fields[known.field] = value;
  }
  return { ...fields, ...(Object.keys(extra).length === 0 ? {} : { extra }) } as ChatParameters;
}

function own(parameters: ChatParameters): ChatParameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([field]) => !OF_THE_TASK.includes(field as keyof ChatParameters)),
  );
}

function unknownVariant(
  label: string,
  { labels, of }: { readonly labels: ReadonlySet<string>; readonly of: string | undefined },
): UserError {
  const nearest = nearestName(label, labels);
  const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
  const whose = of === undefined ? "" : ` of ${of}`;
  return new UserError(
    `Cannot take parameters from the variant as the run has none of this label${whose}${hint}: current value is "${label}"`,
    { exitCode: 2 },
  );
}
