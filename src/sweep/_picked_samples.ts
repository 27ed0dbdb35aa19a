import type { PlanSample } from "./plan_sample.ts";
import type { SampleChoice, SampleList } from "./sample_list.ts";

/** Some of the samples of a list, each as it is there. */
export class PickedSamples implements SampleList {
  readonly #samples: SampleList;
  readonly #places: readonly number[];

  constructor(samples: SampleList, places: readonly number[]) {
    this.#samples = samples;
    this.#places = places;
  }

  get length(): number {
    return this.#places.length;
  }

  get choices(): readonly SampleChoice[] | undefined {
    return this.#samples.choices;
  }

  at(index: number, choice?: SampleChoice): PlanSample | undefined {
    const place = this.#places[index];
    return place === undefined ? undefined : this.#samples.at(place, choice);
  }

  *[Symbol.iterator](): IterableIterator<PlanSample> {
    for (const place of this.#places) yield this.#samples.at(place)!;
  }
}
