import type { ChatMessage } from "./chat.ts";
import type { ChatRequest } from "./chat.ts";
import type { Endpoint } from "./endpoint.ts";
import type { JsonValue } from "./json.ts";

/** One sample of the prompt set, rendered. */
export interface PromptSample {
  /** The plan's own, or the sample's place from 1: `7`. */
  readonly id: string;
  /** As they will be sent, the system message first. */
  readonly messages: readonly ChatMessage[];
  /** What scorers compare the answer with; `null`: the sample says nothing of it. */
  readonly expected: JsonValue;
  /** The fields of its row, for scorers that need more than one of them; absent: nobody has kept them. */
  readonly fields?: { readonly [name: string]: JsonValue };
}

/** One point of the grid: what will be sent, to whom, for the how-many-th time. */
export interface Cell {
  /** A tagged hash of what will be sent: endpoint, request, repeat. */
  readonly id: string;
  /** The place in the grid's order, from 0. */
  readonly index: number;
  /** Whom it is sent to; without its credential, which is added when a call goes live. */
  readonly endpoint: Endpoint;
  /** The sample's messages with the parameters of plan, model, endpoint and axes, the later ones winning. */
  readonly request: ChatRequest;
  /** Where the messages come from, and what a right answer is. */
  readonly sample: PromptSample;
  /** The axes' values under their TOML names: `{ temperature: 0.2, seed: 1 }`. */
  readonly axes: { readonly [axis: string]: JsonValue };
  /** From 1. */
  readonly repeat: number;
  /** For people: `temperature=0.2 seed=1`. */
  readonly label: string;
  /** A tagged hash of model, provider and label. */
  readonly requestId: string;
}
