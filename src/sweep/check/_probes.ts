import type { ChatMessage, ChatRequest } from "../../spec/mod.ts";
import { CellMaker } from "../_cell_maker.ts";
import { gridOf } from "../grid/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";

/** The most values of an axis that are looked at. */
const MOST_VALUES = 200;

/** An axis of more than one value, with the places of those that are looked at. */
export interface ProbedAxis {
  readonly name: string;
  /** Where it stands among the plan's axes. */
  readonly at: number;
  /** How many values it has. */
  readonly size: number;
  readonly places: readonly number[];
}

/** One request that a cell would send. */
export interface Probe {
  readonly request: ChatRequest;
  /** Which axis is gone through, and with which of its values; `null`: none is. */
  readonly varied: { readonly axis: ProbedAxis; readonly place: number } | null;
}

/**
 * Requests that stand for all cells of an endpoint: the values of one axis after the other, while the others stay at their
 * first values and then at their last. Their number grows with the sum of the axes' lengths, never with the product.
 */
export class Probes {
  /** Those that are gone through. */
  readonly axes: readonly ProbedAxis[];
  readonly #plan: SweepPlan;
  readonly #cells: CellMaker;

  constructor(plan: SweepPlan) {
    this.#plan = plan;
    this.#cells = new CellMaker(plan);
    this.axes = plan.axes.flatMap(({ name, values }, at) =>
      values.length === 1 ? [] : [{ name, at, size: values.length, places: spread(values.length) }]
    );
  }

  /** Those of the endpoint at a place of the plan, with one of its prompts; none where it has no cells. */
  *of(endpoint: number, sample: number): Generator<Probe, void, void> {
    const { points } = gridOf(this.#plan).endpoints[endpoint];
    if (points.count === 0) return;
    if (this.axes.length === 0) yield { request: this.request({ endpoint, sample }), varied: null };
    for (const axis of this.axes) {
      for (const place of axis.places) {
        // The first cell with the value, and the last: the others are at their first values there, and at their last.
        for (const point of points.ends(axis.at, place)) {
          yield { request: this.#cells.requestAt(endpoint, sample, point), varied: { axis, place } };
        }
      }
    }
  }

  /** What the first of its cells sends. */
  request({ endpoint, sample }: { readonly endpoint: number; readonly sample: number }): ChatRequest {
    const { points } = gridOf(this.#plan).endpoints[endpoint];
    return this.#cells.requestAt(endpoint, sample, points.at(0));
  }
}

/** Whether there is an image in a prompt. */
export function hasImage(messages: readonly ChatMessage[]): boolean {
  return messages.some(({ content }) => Array.isArray(content) && content.some(({ type }) => type === "image"));
}

/** Places that are evenly spread over so many, both ends included. */
function spread(size: number): number[] {
  if (size <= MOST_VALUES) return Array.from({ length: size }, (_, i) => i);
  return Array.from({ length: MOST_VALUES }, (_, i) => Math.round(i * (size - 1) / (MOST_VALUES - 1)));
}
