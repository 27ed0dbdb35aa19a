import { UserError } from "../../base/mod.ts";
import type { CheckParametersOptions } from "../../routing/mod.ts";
import type { ChatRequest, Endpoint, EndpointKey, EndpointRecord, ParameterProblem } from "../../spec/mod.ts";
import { gridOf } from "../grid/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import { wireOf } from "../_wire_of.ts";
import { Found } from "./_found.ts";
import type { PlanProblem } from "./plan_problem.ts";
import { hasImage, Probes } from "./_probes.ts";
import { Room } from "./_room.ts";

/** What the catalog knows of endpoints; those of which it knows nothing are not in the answer. */
export type RecordLookup = (endpoints: readonly Endpoint[]) => Promise<ReadonlyMap<EndpointKey, EndpointRecord>>;

/** What a plan is checked with. */
export interface PlanParameterProblemsOptions {
  /** Looks endpoints up; in the catalog, without a call, unless given. */
  readonly records?: RecordLookup | undefined;
  /** Looks environment variables up, for where the catalog is; the process's own unless given. */
  readonly env?: ((name: string) => string | undefined) | undefined;
}

/**
 * What the cells of a plan would send and their endpoints do not take, as far as that is known without a call: see
 * `checkParameters`. Prompts that certainly do not fit into an endpoint's context are told too. Of each parameter of an
 * endpoint there is one problem, with the part of the cells that it holds for.
 *
 * The values of one axis after the other are looked at, at most 200 of each, while the others are at their first values
 * and then at their last: what only values between these do together is not seen. So a plan of a million cells takes no
 * longer than one of a hundred.
 *
 * @example A sweep over a temperature that the model does not take
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePlan, planParameterProblems } from "@tapedeck/tapedeck";
 *
 * const plan = await parsePlan(
 *   `name = "small"
 *   [[endpoints]]
 *   key = "openai/gpt-5@openai"
 *   [grid]
 *   temperature = [0, 0.5, 1]
 *   [prompts]
 *   items = [{ prompt = "What is the capital of France?" }]`,
 *   { path: "small.toml" },
 * );
 * const [problem] = await planParameterProblems(plan, { env: () => undefined });
 * assertEquals(problem.parameter, "temperature");
 * assertEquals(problem.part, { by: "temperature", count: 2, of: 3 });
 * ```
 */
export async function planParameterProblems(
  plan: SweepPlan,
  { env, records = (endpoints) => lookUpInCatalog(endpoints, env) }: PlanParameterProblemsOptions = {},
): Promise<PlanProblem[]> {
  // Only here, as a replay needs none of it.
  const { checkParameters } = await import("../../routing/mod.ts");
  const known = await records(plan.endpoints);
  const probes = new Probes(plan);
  const kinds = sampleKinds(plan);
  const room = new Room(plan);
  const formatOf = formats(plan);
  const problems: PlanProblem[] = [];
  for (const [place, endpoint] of plan.endpoints.entries()) {
    if (gridOf(plan).endpoints[place].points.count === 0) continue;
    const record = known.get(endpoint.key) ?? null;
    const options = { endpoint, record, ...formatOf(endpoint) };
    const own = problemsAt(place, { plan, kinds, probes, check: (request) => checkParameters(request, options) });
    const told = new Set(own.map(({ parameter }) => parameter));
    const request = probes.request({ endpoint: place, sample: 0 });
    const noRoom = record === null ? [] : await room.problems({ endpoint, record, request });
    problems.push(...own, ...noRoom.filter(({ parameter }) => !told.has(parameter)));
  }
  return problems;
}

async function lookUpInCatalog(
  endpoints: readonly Endpoint[],
  env: ((name: string) => string | undefined) | undefined,
): Promise<ReadonlyMap<EndpointKey, EndpointRecord>> {
  const { offlineRecords } = await import("../../routing/mod.ts");
  const options = env === undefined ? {} : { env };
  try {
    return await offlineRecords(endpoints, options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // A store that cannot be read is no reason to refuse a plan: what ships can.
    return await offlineRecords(endpoints, { ...options, store: ":memory:" });
  }
}

/** The wire format of an endpoint, as `checkParameters` takes it; a client of somebody else's making has none. */
function formats(plan: SweepPlan): (endpoint: Endpoint) => Pick<CheckParametersOptions, "format"> {
  const speaker = wireOf(plan.plugins);
  return (endpoint) => {
    const wire = speaker(endpoint);
    return { format: "toWire" in wire ? wire : null };
  };
}

/** Which samples show images: those must be asked about apart. */
interface SampleKinds {
  /** The place of the first without; -1: there is none. */
  readonly plain: number;
  readonly firstSeeing: number;
  /** How many show some. */
  readonly seeing: number;
}

function sampleKinds({ samples }: SweepPlan): SampleKinds {
  let [plain, firstSeeing, seeing, place] = [-1, -1, 0, 0];
  for (const { messages } of samples) {
    if (hasImage(messages)) {
      if (seeing++ === 0) firstSeeing = place;
    } else if (plain === -1) plain = place;
    place++;
  }
  return { plain, firstSeeing, seeing };
}

/** What the probes of one endpoint show. */
function problemsAt(place: number, { plan, kinds, probes, check }: {
  readonly plan: SweepPlan;
  readonly kinds: SampleKinds;
  readonly probes: Probes;
  readonly check: (request: ChatRequest) => readonly ParameterProblem[];
}): PlanProblem[] {
  const { key } = plan.endpoints[place];
  const { plain, seeing, firstSeeing } = kinds;
  const found = new Found();
  for (const probe of probes.of(place, Math.max(0, plain))) found.add(check(probe.request), probe);
  const problems = found.list(key, probes.axes);
  if (plain === -1 || seeing === 0) return problems;
  const part = { by: "prompts", count: seeing, of: plan.samples.length };
  const ofImages = check(probes.request({ endpoint: place, sample: firstSeeing }))
    .filter(({ parameter }) => parameter === "messages");
  return [...problems, ...ofImages.map((problem) => ({ endpoint: key, ...problem, part }))];
}
