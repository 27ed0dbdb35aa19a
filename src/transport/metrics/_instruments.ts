import type { Counter, Gauge, Histogram, Registry } from "prom-client";
import { BoundedLabels } from "./_bounded_labels.ts";
import { METRIC_TABLE, type MetricFacts, type MetricName } from "./metric_table.ts";

type PromClient = typeof import("prom-client");

/** Labels in the order of the table. */
export type LabelValues = readonly string[];

/** The metrics of one process, in a registry of its own: nothing is shared through the library's global one. */
export class Instruments {
  readonly registry: Registry;
  readonly #bounded: BoundedLabels;
  readonly #made = new Map<MetricName, Counter | Gauge | Histogram>();

  constructor(client: PromClient, mostValues: number) {
    this.registry = new client.Registry();
    this.#bounded = new BoundedLabels(mostValues);
    for (const [name, facts] of Object.entries(METRIC_TABLE)) {
      this.#made.set(name as MetricName, this.#make(client, facts));
    }
  }

  /** Count more. */
  count(name: MetricName, labels: LabelValues, by = 1): void {
    (this.#made.get(name) as Counter).inc(this.#labels(name, labels), by);
  }

  /** Say how much it is now. */
  set(name: MetricName, labels: LabelValues, value: number): void {
    (this.#made.get(name) as Gauge).set(this.#labels(name, labels), value);
  }

  /** Put a duration into its bucket; what is not known is left out. */
  observeMs(name: MetricName, labels: LabelValues, ms: number | null): void {
    if (ms !== null) (this.#made.get(name) as Histogram).observe(this.#labels(name, labels), ms / 1000);
  }

  /** Forget all series of a metric. */
  clear(name: MetricName): void {
    this.#made.get(name)!.reset();
  }

  #labels(name: MetricName, values: LabelValues): { [label: string]: string } {
    const { labels } = METRIC_TABLE[name];
    return Object.fromEntries(labels.map((label, i) => [label, this.#bounded.value(label, values[i])]));
  }

  #make(client: PromClient, { name, type, help, labels, buckets = [] }: MetricFacts): Counter | Gauge | Histogram {
    const facts = { name, help, labelNames: [...labels], registers: [this.registry] };
    if (type === "counter") return new client.Counter(facts);
    if (type === "gauge") return new client.Gauge(facts);
    return new client.Histogram({ ...facts, buckets: [...buckets] });
  }
}
