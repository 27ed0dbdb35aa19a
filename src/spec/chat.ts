import type { JsonObject, JsonValue } from "./json.ts";

/** What may stand beside the named fields of a part or message, under the provider's names: `{ cache_control: { … } }`. */
export interface PartExtra {
  /** Under the provider's own names. */
  readonly extra?: JsonObject;
}

/** Text of a message. */
export type TextPart = { readonly type: "text"; readonly text: string } & PartExtra;

/** An image by URL, a `data:` URL too. */
export type ImagePart =
  & { readonly type: "image"; readonly url: string; readonly detail?: "auto" | "low" | "high" }
  & PartExtra;

/**
 * What a model thought before it answered. Providers that sign it want it back unchanged in the next turn: `signature`
 * is the proof, `redacted` stands in the place of a text that only the provider can read.
 */
export type ReasoningPart =
  & { readonly type: "reasoning"; readonly text: string; readonly signature?: string; readonly redacted?: string }
  & PartExtra;

/** A part that has no name here, as one wire format writes it. Other formats cannot carry it and say so. */
export interface NativePart {
  /** Tells it from the other parts. */
  readonly type: "native";
  /** The format that wrote it: `anthropic-messages`. */
  readonly wire: string;
  /** As it stands in the body. */
  readonly value: JsonObject;
}

/** A part of what is said to a model. */
export type ContentPart = TextPart | ImagePart | NativePart;

/** A part of what a model said. */
export type AnswerPart = TextPart | ImagePart | ReasoningPart | NativePart;

/** A call of a tool that the model asked for. `arguments` is the JSON text as the model wrote it. */
export interface ToolCall {
  /** Comes back as the `toolCallId` of the tool's message; made from the call's place where the provider gave none. */
  readonly id: string;
  /** As the model wrote it, which need not be a tool of the request. */
  readonly name: string;
  /** Need not be valid JSON: `{"city":"Par`. */
  readonly arguments: string;
  /** What the provider wants back with the call in the next turn: Gemini's `thoughtSignature`. */
  readonly signature?: string;
  /** What stands beside, under the provider's own names. */
  readonly extra?: JsonObject;
}

/** An answer of the model, as it goes back to it in the next turn. */
export interface AssistantMessage {
  /** Who speaks. */
  readonly role: "assistant";
  /** In the order in which it was said, reasoning included; `null` when there were tool calls only. */
  readonly content: string | readonly AnswerPart[] | null;
  /** Stand behind the content. */
  readonly toolCalls?: readonly ToolCall[];
  /**
   * The wire format that the message was read in. Its signatures and each `extra` in it go out in that format alone;
   * absent: in any.
   */
  readonly wire?: string;
  /** Tells several that speak in one role from each other. */
  readonly name?: string;
  /** What stands beside, under the provider's own names: `{ prefix: true }`. */
  readonly extra?: JsonObject;
}

/** What a tool gave back. */
export interface ToolMessage {
  /** Who speaks. */
  readonly role: "tool";
  /** The `id` of the call that it answers. */
  readonly toolCallId: string;
  /** JSON by custom; formats that want an object are given the parsed one where it is one. */
  readonly content: string | readonly ContentPart[];
  /** Whether the tool failed. */
  readonly isError?: boolean;
  /** The tool's name; found through the call's id where it is absent. */
  readonly name?: string;
  /** What stands beside, under the provider's own names. */
  readonly extra?: JsonObject;
}

/** One message of a conversation. */
export type ChatMessage =
  | { readonly role: "system" | "developer"; readonly content: string | readonly ContentPart[] } & PartExtra
  | { readonly role: "user"; readonly content: string | readonly ContentPart[]; readonly name?: string } & PartExtra
  | AssistantMessage
  | ToolMessage;

/** A tool that the model may call; `parameters` is a JSON Schema. */
export interface ToolDefinition {
  /** What the model calls it by: `get_weather`. */
  readonly name: string;
  /** Tells the model what it does and when to call it. */
  readonly description?: string;
  /** The schema of an object, whose properties are the arguments. */
  readonly parameters: JsonObject;
  /** Whether the provider must hold the model to the schema. */
  readonly strict?: boolean;
  /** What stands beside, under the provider's own names: `{ cache_control: { … } }`. */
  readonly extra?: JsonObject;
}

/** What the answer must look like. */
export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json" }
  | { readonly type: "json_schema"; readonly name: string; readonly schema: JsonObject; readonly strict?: boolean };

/** A chat request in no provider's dialect. What is absent is left to the provider's default. */
export interface ChatRequest {
  /** The oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Whether a stream is asked for; some servers do otherwise. */
  readonly stream: boolean;
  /** The most output tokens, from 1. */
  readonly maxTokens?: number;
  /** 0 to 2; 0 is the least random. */
  readonly temperature?: number;
  /** 0 to 1: sampling keeps to the likeliest tokens that make up this share; 1 is all. */
  readonly topP?: number;
  /** Sampling keeps to so many of the likeliest tokens; most servers take 0 for all. */
  readonly topK?: number;
  /** 0 to 1: tokens less likely than this share of the likeliest one are left out; 0 is none. */
  readonly minP?: number;
  /** A whole number; for most providers the same seed gives the same answer often, not always. */
  readonly seed?: number;
  /** The answer ends before any of these; none is empty. */
  readonly stop?: readonly string[];
  /** -2 to 2; above 0, tokens become less likely each time they occur. */
  readonly frequencyPenalty?: number;
  /** -2 to 2; above 0, tokens become less likely once they have occurred. */
  readonly presencePenalty?: number;
  /** Above 0, to 2; 1 is no penalty. */
  readonly repetitionPenalty?: number;
  /** In the provider's own words: `low`; `none` is no reasoning. */
  readonly reasoningEffort?: string;
  /** The most tokens of reasoning; 0 is none, -1 leaves it to the model. */
  readonly reasoningBudgetTokens?: number;
  /** Whether the text of the reasoning is asked for. */
  readonly reasoningText?: boolean;
  /** Absent: the model can call none. */
  readonly tools?: readonly ToolDefinition[];
  /** `required` is any tool, `{ name }` is this one. */
  readonly toolChoice?: "auto" | "none" | "required" | { readonly name: string };
  /** Whether one answer may have several calls. */
  readonly parallelToolCalls?: boolean;
  /** Text, any JSON, or JSON that follows a schema. */
  readonly responseFormat?: ResponseFormat;
  /**
   * Fields that go into the body as they stand, under the provider's own names. Objects are merged with what is there,
   * everything else replaces it.
   */
  readonly extra?: { readonly [name: string]: JsonValue };
}
