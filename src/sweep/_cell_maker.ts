import { canonicalJson, taggedHash } from "../base/mod.ts";
import type { Cell, ChatRequest, JsonObject } from "../spec/mod.ts";
import { axisLabels } from "./_axis_labels.ts";
import { cellCount } from "./cell_count.ts";
import type { PlanSample } from "./plan_sample.ts";
import type { PlanEndpoint, SweepPlan } from "./sweep_plan.ts";

/** Variants that are kept while an endpoint's samples go by; beyond it a variant is made again for every sample. */
const MAX_KEPT = 16_384;

/** One point of the axes at one endpoint: what its cells have in common. */
interface Variant {
  readonly index: number;
  readonly axes: Cell["axes"];
  readonly label: string;
  readonly requestId: string;
  readonly parameters: Omit<ChatRequest, "messages">;
  /** The canonical JSON that a cell's id is the hash of, cut where the repeat, the messages and the twin go. */
  readonly idText: { readonly untilMessages: string; readonly afterMessages: string; readonly end: string };
}

/** Makes any cell of a plan from its index, in a few microseconds when neighbours are asked for one after the other. */
export class CellMaker {
  readonly #plan: SweepPlan;
  readonly #labels: readonly string[][];
  readonly #variantCount: number;
  readonly #count: number;
  #endpoint: PlanEndpoint | null = null;
  #kept: Variant[] = [];
  #last: { readonly sample: PlanSample; readonly variant: Variant; readonly request: ChatRequest } | null = null;

  constructor(plan: SweepPlan) {
    this.#plan = plan;
    this.#labels = plan.axes.map(axisLabels);
    this.#variantCount = plan.axes.reduce((count, axis) => count * axis.values.length, 1);
    this.#count = cellCount(plan);
  }

  /** @throws {RangeError} when the plan has no such cell. */
  at(index: number): Cell {
    if (!Number.isInteger(index) || index < 0 || index >= this.#count) {
      throw new RangeError(`Cannot make a cell as the plan has ${this.#count} of them: current value is ${index}`);
    }
    const { endpoints, samples, repeats } = this.#plan;
    const repeat = index % repeats + 1;
    const variants = Math.floor(index / repeats);
    const sampleAndEndpoint = Math.floor(variants / this.#variantCount);
    const sample = samples.at(sampleAndEndpoint % samples.length)!;
    const endpoint = endpoints[Math.floor(sampleAndEndpoint / samples.length)];
    const variant = this.#variant(endpoint, variants % this.#variantCount);
    const { untilMessages, afterMessages, end } = variant.idText;
    const twin = sample.twin === 1 ? "" : `,"twin":${sample.twin}`;
    return {
      id: taggedHash(
        "cell",
        idHead(endpoint, repeat) + untilMessages + sample.messagesHash + afterMessages + twin + end,
      ),
      index,
      endpoint,
      request: this.#request(sample, variant),
      sample,
      axes: variant.axes,
      repeat,
      label: variant.label,
      requestId: variant.requestId,
    };
  }

  #request(sample: PlanSample, variant: Variant): ChatRequest {
    if (this.#last === null || this.#last.sample !== sample || this.#last.variant !== variant) {
      this.#last = { sample, variant, request: { messages: sample.messages, ...variant.parameters } };
    }
    return this.#last.request;
  }

  #variant(endpoint: PlanEndpoint, index: number): Variant {
    if (endpoint !== this.#endpoint) {
      this.#endpoint = endpoint;
      this.#kept = [];
    }
    const kept = this.#kept[index % MAX_KEPT];
    if (kept?.index === index) return kept;
    return this.#kept[index % MAX_KEPT] = this.#makeVariant(endpoint, index);
  }

  #makeVariant(endpoint: PlanEndpoint, index: number): Variant {
    const { axes: planAxes, stream } = this.#plan;
    const axes: JsonObject = {};
    const fields: JsonObject = {};
    const extra: JsonObject = { ...endpoint.parameters.extra };
    const labels: string[] = [];
    for (let i = planAxes.length - 1, rest = index; i >= 0; i--) {
      const { name, field, values } = planAxes[i];
      const at = rest % values.length;
      rest = Math.floor(rest / values.length);
      (field === "extra" ? extra : fields)[field === "extra" ? name : field] = values[at];
      axes[name] = values[at];
      labels.unshift(this.#labels[i][at]);
    }
    if (Object.keys(extra).length > 0) fields.extra = extra;
    const parameters = { ...endpoint.parameters, ...fields, stream } as Omit<ChatRequest, "messages">;
    const label = labels.join(" ");
    return {
      index,
      axes: Object.fromEntries(planAxes.map(({ name }) => [name, axes[name]])),
      label,
      requestId: taggedHash("request", { label, model: endpoint.model, provider: endpoint.provider }),
      parameters,
      idText: idText(endpoint, parameters),
    };
  }
}

function idHead(endpoint: PlanEndpoint, repeat: number): string {
  return `{"endpoint":${JSON.stringify(endpoint.key)},"repeat":${repeat},"request":`;
}

function idText(endpoint: PlanEndpoint, parameters: Omit<ChatRequest, "messages">): Variant["idText"] {
  const fields = Object.entries(parameters as unknown as JsonObject);
  const before = canonicalJson(Object.fromEntries(fields.filter(([name]) => name < "messages")));
  const after = canonicalJson(Object.fromEntries(fields.filter(([name]) => name > "messages")));
  return {
    untilMessages: `${before.slice(0, -1)}${before === "{}" ? "" : ","}"messages":"`,
    afterMessages: `"${after === "{}" ? "" : ","}${after.slice(1)}${routingText(endpoint)}`,
    end: `,"wire":${JSON.stringify(endpoint.wire)},"wireModel":${JSON.stringify(endpoint.wireModel)}}`,
  };
}

function routingText({ routing }: PlanEndpoint): string {
  return routing === undefined ? "" : `,"routing":${canonicalJson(routing as unknown as JsonObject)}`;
}
