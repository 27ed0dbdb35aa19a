import type { JsonObject, JsonValue } from "./json.ts";

/** A part of a message: text, or an image by URL (a `data:` URL too). */
export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly url: string; readonly detail?: "auto" | "low" | "high" };

/** A call of a tool that the model asked for. `arguments` is the JSON text as the model wrote it. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
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
  readonly name: string;
  readonly description?: string;
  readonly parameters: JsonObject;
  readonly strict?: boolean;
}

/** What the answer must look like. */
export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json" }
  | { readonly type: "json_schema"; readonly name: string; readonly schema: JsonObject; readonly strict?: boolean };

/** A chat request in no provider's dialect. What is absent is left to the provider's default. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly stream: boolean;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly minP?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly repetitionPenalty?: number;
  readonly reasoningEffort?: string;
  readonly tools?: readonly ToolDefinition[];
  readonly toolChoice?: "auto" | "none" | "required" | { readonly name: string };
  readonly parallelToolCalls?: boolean;
  readonly responseFormat?: ResponseFormat;
  /** Fields that go into the body as they stand, under the provider's own names. */
  readonly extra?: { readonly [name: string]: JsonValue };
}
