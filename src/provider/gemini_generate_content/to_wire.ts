import type { ChatRequest, Endpoint, JsonObject, WireRequest } from "../../spec/mod.ts";
import { callableTools } from "../_callable_tools.ts";
import { mergeExtra } from "../_extra.ts";
import { geminiResource } from "../_gemini_resource.ts";
import { dialectOf } from "../table/mod.ts";
import { ownMessages } from "../_own_messages.ts";
import { routingToWire } from "../_routing.ts";
import { UnsupportedFields } from "../_unsupported.ts";
import { contentsToWire } from "./_contents_to_wire.ts";
import { generationConfigToWire } from "./_generation_config.ts";
import { toolConfigToWire, toolsToWire } from "./_tools.ts";
import { WIRE } from "./_names.ts";

/**
 * A chat request as Google's generateContent has it, where the path names the model and whether it streams. What it
 * cannot carry is left out and named in `warnings`; the fields of `extra` come last and win. It never throws.
 */
export function toWire(request: ChatRequest, endpoint: Endpoint): WireRequest {
  const unsupported = new UnsupportedFields();
  const { systemInstruction, contents } = contentsToWire(ownMessages(request.messages, WIRE, unsupported), unsupported);
  const config = generationConfigToWire(request, { dialect: dialectOf(endpoint), unsupported });
  const body: JsonObject = systemInstruction === null ? { contents } : { systemInstruction, contents };
  const tools = callableTools(request.tools, unsupported);
  if (tools !== undefined) body.tools = toolsToWire(tools, unsupported);
  if (request.toolChoice !== undefined) body.toolConfig = toolConfigToWire(request.toolChoice);
  if (Object.keys(config).length > 0) body.generationConfig = config;
  Object.assign(body, routingToWire(endpoint, unsupported));
  return {
    method: "POST",
    path: pathOf(endpoint.wireModel, request.stream),
    headers: {
      "content-type": "application/json",
      accept: request.stream ? "text/event-stream" : "application/json",
    },
    body: mergeExtra(body, request.extra),
    warnings: unsupported.warnings,
  };
}

/** A name that begins with a collection says by itself whose model it is: `tunedModels/…`. */
function pathOf(wireModel: string, stream: boolean): string {
  const name = encodeURI(wireModel.toWellFormed()).replace(/[?#]/g, encodeURIComponent);
  const resource = geminiResource(name);
  return `/${resource}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`;
}
