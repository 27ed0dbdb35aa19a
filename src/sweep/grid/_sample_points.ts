import type { FileProblems } from "../../config/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { AxisDraft } from "./_axis_draft.ts";
import {
  drawnIndexes,
  type DrawnPoint,
  drawnPoints,
  type DrawParts,
  latinPoints,
  type SampleSettings,
} from "./_draw_points.ts";
import type { PointCondition } from "./grid_rules.ts";
import type { Point } from "./point_space.ts";
import { productSpace } from "./_product_space.ts";
import type { AxesDraft } from "./_read_axes.ts";
import type { ConditionDraft } from "./_read_condition.ts";
import type { RulesDraft } from "./_read_rules.ts";

/** A sample of a grid. */
export interface SampledPoints {
  /** By axis, its values: of a range, those that were drawn, in rising order. */
  readonly values: readonly (readonly JsonValue[])[];
  readonly points: readonly Point[];
}

/** No product has this endpoint in its rules: what names endpoints is applied to the points at each of them. */
const NOWHERE = { key: "", model: "", provider: "" };

/** The points of `[grid.sample]`. Every seed of `seeds` is asked at each of them: they stand for repeats. */
export function samplePoints(
  { axes, zip, hasSeeds }: AxesDraft,
  { rules, sample, problems }: {
    readonly rules: RulesDraft;
    readonly sample: SampleSettings;
    readonly problems: FileProblems;
  },
): SampledPoints {
  const drafts = hasSeeds ? axes.slice(0, -1) : axes;
  if (drafts.length === 0) {
    problems.add(["grid", "sample"], "must have an axis to draw from: [grid] has none");
    return { values: [], points: [] };
  }
  const parts: DrawParts = { drafts, dimensions: dimensionsOf(drafts, zip), sample };
  const general = generalRules(drafts, rules);
  const drawn = sample.method === "latin-hypercube"
    ? latinPoints(parts)
    : randomPoints(parts, { general, zip, problems });
  const values = drafts.map(({ continuum, values }, i) =>
    continuum === null ? values : [...new Set(drawn.map((point) => point[i]))].sort((a, b) => a - b)
  );
  const places = values.map((list) => new Map(list.map((value, i) => [value, i])));
  const points = drawn.map((point) =>
    point.map((value, i) => drafts[i].continuum === null ? value : places[i].get(value)!)
  );
  if (!hasSeeds) return { values, points };
  const seeds = axes.at(-1)!.values;
  return {
    values: [...values, seeds],
    points: points.flatMap((point) => seeds.map((_, seed) => [...point, seed])),
  };
}

function dimensionsOf(drafts: readonly AxisDraft[], zip: AxesDraft["zip"]): DrawParts["dimensions"] {
  return drafts.flatMap(({ name, values }, i) => {
    const group = zip.find((names) => names.includes(name));
    if (group === undefined) return [{ axes: [i], size: values.length }];
    if (group[0] !== name) return [];
    return [{ axes: group.map((one) => drafts.findIndex((axis) => axis.name === one)), size: values.length }];
  });
}

/** The rules that hold at every endpoint and with every seed: only these can be drawn by. */
interface GeneralRules {
  readonly exclude: readonly ConditionDraft[];
  readonly when: ReadonlyMap<string, readonly ConditionDraft[]>;
}

function generalRules(drafts: readonly AxisDraft[], { exclude, when }: RulesDraft): GeneralRules {
  const isGeneral = ({ at, tests }: ConditionDraft) =>
    at === undefined && [...tests.keys()].every((name) => drafts.some((axis) => axis.name === name));
  return {
    exclude: exclude.filter(isGeneral),
    when: new Map([...when].filter(([, conditions]) => conditions.every(isGeneral))),
  };
}

function randomPoints(
  parts: DrawParts,
  { general, zip, problems }: {
    readonly general: GeneralRules;
    readonly zip: AxesDraft["zip"];
    readonly problems: FileProblems;
  },
): readonly DrawnPoint[] {
  const { drafts, sample: { count } } = parts;
  const isListed = drafts.every(({ continuum }) => continuum === null);
  if (isListed) {
    const space = listedProduct(drafts, general, zip);
    if (space.count < count) {
      const rule = `asks for ${count} points and the grid has ${space.count}: leave [grid.sample] out for all of them`;
      problems.add(["grid", "sample", "count"], rule);
      return [];
    }
    if (Number.isSafeInteger(space.count)) {
      return drawnIndexes(space.count, parts.sample).map((index) => space.at(index));
    }
  }
  const points = drawnPoints(parts, (point) => settledKey(point, drafts, general));
  if (points.length < count) {
    const rule = `asks for ${count} points and only ${points.length} different ones were found that the rules leave`;
    problems.add(["grid", "sample", "count"], rule);
  }
  return points;
}

function listedProduct(drafts: readonly AxisDraft[], { exclude, when }: GeneralRules, zip: AxesDraft["zip"]) {
  const condition = ({ tests }: ConditionDraft): PointCondition => ({
    axes: Object.fromEntries([...tests].map(([name, test]) => {
      const { values, names } = drafts.find((axis) => axis.name === name)!;
      return [name, values.flatMap((value, i) => test(value, names?.[i]) ? [i] : [])];
    })),
  });
  return productSpace({
    axes: drafts,
    rules: {
      zip,
      exclude: exclude.map(condition),
      when: Object.fromEntries([...when].map(([name, list]) => [name, list.map(condition)])),
    },
    endpoint: NOWHERE,
    only: {},
  });
}

/** What tells a drawn point from others, without the axes that do not apply; `null`: it is excluded. */
function settledKey(point: DrawnPoint, drafts: readonly AxisDraft[], { exclude, when }: GeneralRules): string | null {
  const valueOf = (i: number): JsonValue => drafts[i].continuum === null ? drafts[i].values[point[i]] : point[i];
  let applies = drafts.map(() => true);
  const isMet = ({ tests }: ConditionDraft) =>
    [...tests].every(([name, test]) => {
      const i = drafts.findIndex((axis) => axis.name === name);
      return applies[i] && test(valueOf(i), drafts[i].names?.[point[i]]);
    });
  for (let more = when.size; more > 0; more--) {
    applies = drafts.map(({ name }) => when.get(name)?.some(isMet) ?? true);
  }
  if (exclude.some(isMet)) return null;
  return point.map((value, i) => applies[i] ? value : "").join();
}
