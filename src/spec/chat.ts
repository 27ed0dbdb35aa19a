import type { JsonObject, JsonValue } from "./json.ts";

/** A part of a message: text, or an image by URL (a `data:` URL too). */
export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly url: string; readonly detail?: "auto" | "low" | "high" };

/** A call of a tool that the model asked for. `arguments` is the JSON text as the model wrote it. */
export interface ToolCall {
  /** Comes back as the `toolCallId` of the tool's message; made from the call's place where the provider gave none. */
  readonly id: string;
  /** As the model wrote it, which need not be a tool of the request. */
  readonly name: string;
  /** Need not be valid JSON: `{"city":"Par`. */
  readonly arguments: string;
}

/** One message of a conversation. */
export type ChatMessage =
  | { readonly role: "system" | "developer"; readonly content: string }
  | { readonly role: "user"; readonly content: string | readonly ContentPart[]; readonly name?: string }
  | {
    readonly role: "assistant";
    readonly content: string | null;
    readonly toolCalls?: readonly ToolCall[];
    readonly name?: string;
  }
  | { readonly role: "tool"; readonly toolCallId: string; readonly content: string };

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
  /** In the provider's own words: `low`. */
  readonly reasoningEffort?: string;
  /** Absent: the model can call none. */
  readonly tools?: readonly ToolDefinition[];
  /** `required` is any tool, `{ name }` is this one. */
  readonly toolChoice?: "auto" | "none" | "required" | { readonly name: string };
  /** Whether one answer may have several calls. */
  readonly parallelToolCalls?: boolean;
  /** Text, any JSON, or JSON that follows a schema. */
  readonly responseFormat?: ResponseFormat;
  /** Fields that go into the body as they stand, under the provider's own names. */
  readonly extra?: { readonly [name: string]: JsonValue };
}
