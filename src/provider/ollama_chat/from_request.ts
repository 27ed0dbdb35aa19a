import type { ChatMessage, ChatRequest, JsonObject } from "../../spec/mod.ts";
import { isObject } from "../_read.ts";
import { MessagesReader } from "./_messages_from_wire.ts";
import { readFormat, readOptions, readThink } from "./_parameters.ts";
import { readTools } from "./_tools.ts";

/**
 * The chat request that a body of Ollama's means: the way back from `toWire`. What has no name here stands in `extra`,
 * or beside the content of its message; the model is no part of a request. It never throws.
 */
export function fromRequest(body: JsonObject): ChatRequest {
  const extra = { ...body };
  const { model, messages, options, stream } = body;
  const parameters: { -readonly [Name in keyof ChatRequest]?: ChatRequest[Name] } = {};
  const said: ChatMessage[] = [];
  if (typeof model === "string") delete extra.model;
  if (typeof stream === "boolean") delete extra.stream;
  if (Array.isArray(messages)) {
    const known = messages.filter(isObject);
    const reader = new MessagesReader(known);
    for (const message of known) said.push(reader.read(message));
    delete extra.messages;
  }
  const tools = readTools(body.tools);
  if (tools !== null) {
    parameters.tools = tools;
    delete extra.tools;
  }
  const format = readFormat(body.format);
  if (format !== null) {
    parameters.responseFormat = format;
    delete extra.format;
  }
  const think = readThink(body.think);
  if (think !== null) {
    Object.assign(parameters, think);
    delete extra.think;
  }
  if (isObject(options)) {
    const { parameters: read, rest } = readOptions(options);
    Object.assign(parameters, read);
    if (Object.keys(rest).length > 0 || Object.keys(options).length === 0) extra.options = rest;
    else delete extra.options;
  }
  const isEmpty = Object.keys(extra).length === 0;
  return { messages: said, stream: stream !== false, ...parameters, ...(isEmpty ? {} : { extra }) };
}
