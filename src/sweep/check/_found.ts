import type { EndpointKey, ParameterProblem } from "../../spec/mod.ts";
import type { PlanProblem, PlanProblemPart } from "./plan_problem.ts";
import type { Probe, ProbedAxis } from "./_probes.ts";

/** What probes of one endpoint have shown, parameter by parameter. */
export class Found {
  readonly #found = new Map<string, { problem: ParameterProblem; hits: Map<ProbedAxis, Set<number>> }>();

  add(problems: readonly ParameterProblem[], { varied }: Pick<Probe, "varied">): void {
    for (const problem of problems) {
      let found = this.#found.get(problem.parameter);
      if (found === undefined) this.#found.set(problem.parameter, found = { problem, hits: new Map() });
      if (varied === null) continue;
      const { axis, place } = varied;
      const places = found.hits.get(axis);
      if (places === undefined) found.hits.set(axis, new Set([place]));
      else places.add(place);
    }
  }

  list(endpoint: EndpointKey, axes: readonly ProbedAxis[]): PlanProblem[] {
    return [...this.#found.values()].map(({ problem, hits }) => ({
      endpoint,
      ...problem,
      part: partOf(problem.parameter, { hits, axes }),
    }));
  }
}

/** By the parameter's own axis where that decides, else by the one with the fewest values that show it. */
function partOf(
  parameter: string,
  { hits, axes }: { readonly hits: ReadonlyMap<ProbedAxis, ReadonlySet<number>>; readonly axes: readonly ProbedAxis[] },
): PlanProblemPart | null {
  const shares = axes.map((axis) => ({ axis, hit: hits.get(axis)?.size ?? 0 }))
    .filter(({ axis, hit }) => hit > 0 && hit < axis.places.length)
    .sort((a, b) => a.hit / a.axis.places.length - b.hit / b.axis.places.length);
  const own = shares.find(({ axis }) => axis.name === parameter.replace(/^extra\./, ""));
  const decisive = own ?? shares.at(0);
  if (decisive === undefined) return null;
  const { axis: { name, size, places }, hit } = decisive;
  return { by: name, count: places.length === size ? hit : null, of: size };
}
