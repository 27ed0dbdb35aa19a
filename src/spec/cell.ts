import type { ChatMessage } from "./chat.ts";
import type { ChatRequest } from "./chat.ts";
import type { Endpoint } from "./endpoint.ts";
import type { JsonObject, JsonValue } from "./json.ts";

/** What a tool gives back when the model calls it. */
export interface ToolScript {
  /** The tool's name. */
  readonly tool: string;
  /** What the call's arguments must have, others beside it being nobody's business; absent: any call of the tool. */
  readonly arguments?: JsonObject;
  /** What the model is told. */
  readonly result: string;
  /** Whether the model is told that the tool failed. */
  readonly isError?: boolean;
  /** For how many calls of a cell it stands, from 1; absent: for all. */
  readonly times?: number;
}

/** What is said after the model's first answer. */
export interface SampleScript {
  /** What follows each answer without calls of tools, in order; none: the first such answer is the last. */
  readonly turns: readonly (readonly ChatMessage[])[];
  /** What tools give back: of those that fit a call, the first that is not used up; none: no call is answered. */
  readonly toolResults: readonly ToolScript[];
  /** How often the model may call tools before it answers a turn, from 1; beyond that its cell fails. */
  readonly maxToolRounds: number;
}

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
  /** What is said after the first answer; absent: nothing, and the first answer is the last. */
  readonly script?: SampleScript;
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
