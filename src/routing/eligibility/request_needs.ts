import type { TokenCounter } from "../../catalog/tokens/mod.ts";
import type { CapabilityName, ChatRequest, ContentPart, ModelKey, NativePart, RouteNeeds } from "../../spec/mod.ts";
import { promptSize } from "./prompt_size.ts";
import { settingsOf } from "./_settings_of.ts";

/** How {@linkcode requestNeeds} reads a request. */
export interface RequestNeedsOptions {
  /** Counts the tokens of a text; by its length unless given. */
  readonly countTokens?: TokenCounter;
  /** Whose tokens are counted; with the margin of an unknown family unless given. */
  readonly model?: ModelKey;
  /** How many tokens its prompt has, where they are counted already. */
  readonly promptTokens?: number;
  /** Whether its settings (temperature, seed, reasoning and the like) are needs, `error`, or wishes, `warn`, the default. */
  readonly strictness?: "warn" | "error";
}

/**
 * What a request shows that it needs: tools, JSON or a schema, images, files, sound, and room for the prompt and the
 * longest answer that it asks for. No answer could be right without these; settings that an endpoint does not take make
 * it another answer, and are needs where strictness is `error`.
 *
 * @example Tools and room
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { requestNeeds } from "@tapedeck/tapedeck";
 *
 * const needs = requestNeeds({
 *   messages: [{ role: "user", content: "What is the weather in Paris?" }],
 *   stream: false,
 *   maxTokens: 100,
 *   tools: [{ name: "get_weather", parameters: { type: "object" } }],
 * });
 * assertEquals(needs.capabilities, ["tools"]);
 * ```
 */
export function requestNeeds(request: ChatRequest, options: RequestNeedsOptions = {}): RouteNeeds {
  const capabilities = shownCapabilities(request);
  const parameters = options.strictness === "error" ? settingsOf(request) : [];
  return {
    ...(capabilities.length === 0 ? {} : { capabilities }),
    ...(parameters.length === 0 ? {} : { parameters }),
    contextTokens: (options.promptTokens ?? promptSize(request, options)) + (request.maxTokens ?? 1),
  };
}

function shownCapabilities(request: ChatRequest): CapabilityName[] {
  const shown = new Set<CapabilityName>();
  if (request.tools !== undefined && request.tools.length > 0) shown.add("tools");
  if (request.responseFormat?.type === "json") shown.add("json");
  if (request.responseFormat?.type === "json_schema") shown.add("jsonSchema");
  for (const { content } of request.messages) {
    if (typeof content === "string" || content === null) continue;
    for (const part of content) {
      const kind = part.type === "reasoning" ? null : kindOf(part);
      if (kind !== null) shown.add(kind);
    }
  }
  return [...shown].sort();
}

/** What a part asks of the endpoint; texts ask nothing. */
function kindOf(part: ContentPart): CapabilityName | null {
  if (part.type === "image") return "images";
  return part.type === "native" ? nativeKind(part) : null;
}

function nativeKind({ value }: NativePart): CapabilityName | null {
  const type = typeof value.type === "string" ? value.type : "";
  if (/audio/.test(type)) return "audio";
  if (/image/.test(type)) return "images";
  if (/file|document/.test(type)) return "files";
  const data = value.inlineData ?? value.inline_data ?? value.fileData ?? value.file_data;
  if (typeof data !== "object" || data === null || Array.isArray(data)) return null;
  const mime = String(data.mimeType ?? data.mime_type ?? "");
  if (mime.startsWith("audio/")) return "audio";
  return mime.startsWith("image/") ? "images" : "files";
}
