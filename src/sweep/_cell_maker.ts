import { canonicalJson, taggedHash } from "../base/mod.ts";
import type { Cell, ChatParameters, ChatRequest, JsonObject, JsonValue } from "../spec/mod.ts";
import type { Axis } from "./axis.ts";
import { axisLabels } from "./_axis_labels.ts";
import { ABSENT, type Grid, gridOf, type Point } from "./grid/mod.ts";
import type { PlanSample } from "./plan_sample.ts";
import type { SampleChoice } from "./sample_list.ts";
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
  /** Which templates a sample is rendered with; `undefined`: the plan's own. */
  readonly choice: SampleChoice | undefined;
  /** The canonical JSON that a cell's id is the hash of, cut where the repeat, the messages and the twin go. */
  readonly idText: { readonly untilMessages: string; readonly afterMessages: string; readonly end: string };
}

/** Makes any cell of a plan from its index, in a few microseconds when neighbours are asked for one after the other. */
export class CellMaker {
  readonly #plan: SweepPlan;
  readonly #grid: Grid;
  readonly #labels: readonly string[][];
  #endpoint: PlanEndpoint | null = null;
  #kept: Variant[] = [];
  #last: { readonly sample: PlanSample; readonly variant: Variant; readonly request: ChatRequest } | null = null;

  constructor(plan: SweepPlan) {
    this.#plan = plan;
    this.#grid = gridOf(plan);
    this.#labels = plan.axes.map(axisLabels);
  }

  /** @throws {RangeError} when the plan has no such cell. */
  at(index: number): Cell {
    const { count, endpoints: spaces } = this.#grid;
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw new RangeError(`Cannot make a cell as the plan has ${count} of them: current value is ${index}`);
    }
    const { endpoint: place, sample: sampleAt, point, repeat } = this.#grid.placeOf(index);
    const endpoint = this.#plan.endpoints[place];
    const variant = this.#variant(endpoint, point, () => spaces[place].points.at(point));
    const sample = this.#plan.samples.at(sampleAt, variant.choice)!;
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

  /** What a sample would send at an endpoint with these places of the axes' values. */
  requestAt(endpoint: number, sample: number, point: Point): ChatRequest {
    const { parameters, choice } = this.#makeVariant(this.#plan.endpoints[endpoint], -1, point);
    return { messages: this.#plan.samples.at(sample, choice)!.messages, ...parameters };
  }

  #request(sample: PlanSample, variant: Variant): ChatRequest {
    if (this.#last === null || this.#last.sample !== sample || this.#last.variant !== variant) {
      this.#last = { sample, variant, request: { messages: sample.messages, ...variant.parameters } };
    }
    return this.#last.request;
  }

  #variant(endpoint: PlanEndpoint, index: number, point: () => Point): Variant {
    if (endpoint !== this.#endpoint) {
      this.#endpoint = endpoint;
      this.#kept = [];
    }
    const kept = this.#kept[index % MAX_KEPT];
    if (kept?.index === index) return kept;
    return this.#kept[index % MAX_KEPT] = this.#makeVariant(endpoint, index, point());
  }

  #makeVariant(endpoint: PlanEndpoint, index: number, point: Point): Variant {
    const { axes: planAxes, stream } = this.#plan;
    const axes: JsonObject = {};
    const labels: string[] = [];
    const sent = new SentFields(endpoint);
    planAxes.forEach((axis, i) => {
      const at = point[i];
      if (at === ABSENT) return;
      sent.set(axis, at);
      axes[axis.name] = axis.names?.[at] ?? axis.values[at];
      labels.push(this.#labels[i][at]);
    });
    const parameters = { ...sent.parameters(), stream };
    const label = labels.join(" ");
    return {
      index,
      axes,
      label,
      requestId: taggedHash("request", { label, model: endpoint.model, provider: endpoint.provider }),
      parameters,
      choice: sent.choice,
      idText: idText(endpoint, parameters),
    };
  }
}

/** What an endpoint's fixed parameters and the values of a point's axes make of a request. */
class SentFields {
  readonly #endpoint: PlanEndpoint;
  readonly #fields: JsonObject = {};
  readonly #extra: JsonObject;
  choice: SampleChoice | undefined = undefined;

  constructor(endpoint: PlanEndpoint) {
    this.#endpoint = endpoint;
    this.#extra = { ...endpoint.parameters.extra };
  }

  set({ name, field, values }: Axis, at: number): void {
    if (field === "system" || field === "template") this.choice = { ...this.choice, [field]: at };
    else if (field === "extra") this.#extra[name] = values[at];
    // No tools is a value of the axis, and nothing in a request.
    else if (field !== "tools" || (values[at] as JsonValue[]).length > 0) this.#fields[field] = values[at];
  }

  parameters(): ChatParameters {
    const extra = Object.keys(this.#extra).length === 0 ? {} : { extra: this.#extra };
    return { ...this.#endpoint.parameters, ...this.#fields, ...extra } as ChatParameters;
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
