import type { ChatMessage } from "./chat.ts";
import type { ChatRequest } from "./chat.ts";
import type { Endpoint } from "./endpoint.ts";
import type { JsonValue } from "./json.ts";

/** One sample of the prompt set, rendered. */
export interface PromptSample {
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  readonly expected: JsonValue;
}

/** One point of the grid: what will be sent, to whom, for the how-many-th time. */
export interface Cell {
  /** A tagged hash of what will be sent: endpoint, request, repeat. */
  readonly id: string;
  /** The place in the grid's order, from 0. */
  readonly index: number;
  readonly endpoint: Endpoint;
  readonly request: ChatRequest;
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
