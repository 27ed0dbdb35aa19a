import type { Axis } from "../axis.ts";
import type { SampleList } from "../sample_list.ts";
import type { PlanEndpoint } from "../sweep_plan.ts";
import { meetsGlobs } from "./endpoint_globs.ts";
import type { GridOnly } from "./grid_only.ts";
import type { GridRules, PointCondition } from "./grid_rules.ts";
import { listedSpace } from "./_listed_space.ts";
import type { PointSpace } from "./point_space.ts";
import { productSpace } from "./_product_space.ts";

/** What of a plan makes its grid. */
export interface GridSource {
  /** Each has points of its own, where rules name endpoints. */
  readonly endpoints: readonly PlanEndpoint[];
  /** How many prompts are asked at each point. */
  readonly samples: Pick<SampleList, "length">;
  /** In the plan's order. */
  readonly axes: readonly Axis[];
  /** Absent: every point of the axes' product. */
  readonly rules?: GridRules;
  /** Absent: all of them. */
  readonly only?: GridOnly;
  /** How often each point is asked, from 1. */
  readonly repeats: number;
}

/** Where a cell stands: which endpoint, sample and point it is made of, from 0, and the repeat, from 1. */
export interface CellPlace {
  readonly endpoint: number;
  readonly sample: number;
  readonly point: number;
  readonly repeat: number;
}

/** The cells of one endpoint. */
export interface EndpointCells {
  /** The index of the first. */
  readonly begin: number;
  /** The index behind the last. */
  readonly end: number;
  /** The points of its grid, which each of its samples is asked at. */
  readonly points: PointSpace;
}

/** A plan's cells by their numbers: by endpoint, then by sample, then by point, then by repeat. */
export class Grid {
  /** How many cells there are. */
  readonly count: number;
  /** In the plan's order. */
  readonly endpoints: readonly EndpointCells[];
  /** Those that each point is asked, from 1. */
  readonly repeats: readonly number[];
  readonly #samples: number;

  constructor(source: GridSource) {
    const spaces = spacesOf(source);
    this.repeats = source.only?.repeats ?? Array.from({ length: source.repeats }, (_, i) => i + 1);
    this.#samples = source.samples.length;
    let begin = 0;
    this.endpoints = source.endpoints.map((_, i) => {
      const points = spaces[i];
      const end = begin + this.#samples * points.count * this.repeats.length;
      const cells = { begin, end, points };
      begin = end;
      return cells;
    });
    this.count = begin;
  }

  /** Of an index from 0 that is below `count`. */
  placeOf(index: number): CellPlace {
    const endpoint = this.#endpointAt(index);
    const { begin, points } = this.endpoints[endpoint];
    const within = index - begin;
    const asked = Math.floor(within / this.repeats.length);
    return {
      endpoint,
      sample: Math.floor(asked / points.count),
      point: asked % points.count,
      repeat: this.repeats[within % this.repeats.length],
    };
  }

  /** The first cell of a sample at an endpoint; `null`: there is none. */
  firstOf({ endpoint, sample }: Pick<CellPlace, "endpoint" | "sample">): number | null {
    const { begin, points } = this.endpoints[endpoint];
    return points.count === 0 ? null : begin + sample * points.count * this.repeats.length;
  }

  #endpointAt(index: number): number {
    let [low, high] = [0, this.endpoints.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.endpoints[middle].end > index) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const grids = new WeakMap<object, Grid>();

/** The grid of a plan, which is made once for each plan. */
export function gridOf(plan: GridSource): Grid {
  let grid = grids.get(plan);
  if (grid === undefined) grids.set(plan, grid = new Grid(plan));
  return grid;
}

/** Endpoints that the same rules are about share their points. */
function spacesOf({ endpoints, axes, rules = {}, only }: GridSource): PointSpace[] {
  const conditions: readonly PointCondition[] = [
    ...rules.exclude ?? [],
    ...rules.include ?? [],
    ...Object.values(rules.when ?? {}).flat(),
  ];
  const known = new Map<string, PointSpace>();
  return endpoints.map((endpoint) => {
    const key = conditions.map(({ at }) => meetsGlobs(endpoint, at) ? "1" : "0").join("");
    let space = known.get(key);
    if (space === undefined) {
      const parts = { axes, rules, endpoint, only: only?.axes ?? {} };
      space = rules.points === undefined ? productSpace(parts) : listedSpace(parts, rules.points);
      known.set(key, space);
    }
    return space;
  });
}
