import { canonicalJson, nearestName } from "../../base/mod.ts";
import type { FileProblems } from "../../config/mod.ts";
import { callScorers, type ScoreConfig } from "../../scoring/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { Axis } from "../axis.ts";

/** Refuse baselines that no answer of the plan can be. */
export function refuseBaselines(
  score: ScoreConfig,
  { axes, endpoints, problems }: {
    readonly axes: readonly Axis[];
    readonly endpoints: readonly { readonly key: string }[];
    readonly problems: FileProblems;
  },
): void {
  const keys = endpoints.map(({ key }) => key);
  for (const entry of callScorers(score)) {
    if (entry.kind !== "pairwise") continue;
    const path = ["score", entry.name, "baseline"];
    const given = Object.entries(entry.config.baseline);
    if (given.length === 0) problems.add(path, "must name an endpoint, or values of axes");
    for (const [name, value] of given) {
      const known = name === "endpoint" ? keys : valuesOf(axes.find((axis) => axis.name === name));
      if (known === undefined) {
        const names = ["endpoint", ...axes.map((axis) => axis.name)];
        const nearest = nearestName(name, names);
        const hint = nearest === null ? `it must be one of ${names.join(", ")}` : `did you mean "${nearest}"?`;
        problems.add([...path, name], `is no axis of the plan: ${hint}`);
      } else if (!known.some((one) => canonicalJson(one) === canonicalJson(value))) {
        const what = name === "endpoint" ? "must be the key of an endpoint of the plan" : "must be a value of the axis";
        problems.add([...path, name], what, value);
      }
    }
  }
}

/** As they stand in the rows of a run: a text by its name. */
function valuesOf(axis: Axis | undefined): readonly JsonValue[] | undefined {
  return axis?.names ?? axis?.values;
}
