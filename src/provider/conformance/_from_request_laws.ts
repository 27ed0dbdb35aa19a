import { canonicalJson } from "../../base/mod.ts";
import type { ChatMessage, ChatRequest, JsonObject, JsonValue } from "../../spec/mod.ts";
import { parseJson } from "../_read.ts";
import { features } from "./_features.ts";
import { demand, given, type Law, shown } from "./_law.ts";
import { oddRequest } from "./_odd_request.ts";
import { type WireSubject, written } from "./_wire_subject.ts";

const ODD_BODIES = 150;

/** How bodies are read back as requests. */
export const FROM_REQUEST_LAWS: readonly Law<WireSubject>[] = [
  {
    law: "fromRequest/total",
    says: "Any body is read as some request: nothing throws, and the body is not changed.",
    check: (subject) => {
      const chance = subject.chance("fromRequest/total");
      for (let i = 0; i < ODD_BODIES; i++) {
        const wire = written(subject, oddRequest(chance, subject.format.name));
        checkRead(subject, chance.object() as JsonObject, wire.path);
        const spoiled = chance.spoiled(wire.body);
        if (isPlainObject(spoiled)) checkRead(subject, spoiled, chance.pick([wire.path, "/", "", "/elsewhere?x=1"]));
      }
    },
  },
  {
    law: "fromRequest/inverse",
    says: "A request that is read back from its body is written as the same body.",
    check: (subject) => {
      for (const { name, request } of features(subject.format.name)) {
        const wire = written(subject, request);
        const back = given(wire.body, () => subject.format.fromRequest(wire.body, wire.path));
        const again = written(subject, back);
        demand(
          canonicalJson(again.body) === canonicalJson(wire.body) && again.path === wire.path,
          () => `${name}: ${shown(wire.body)} becomes ${shown(again.body)}`,
        );
      }
    },
  },
  {
    law: "fromRequest/meaning",
    says: "What a body carries is read back as what was asked for.",
    check: (subject) => {
      for (const { name, request } of features(subject.format.name)) {
        const wire = written(subject, request);
        if (wire.warnings.length > 0) continue;
        const back = given(wire.body, () => subject.format.fromRequest(wire.body, wire.path));
        const meant = meaningOf(request, request);
        const read = meaningOf(back, request);
        demand(
          canonicalJson(read) === canonicalJson(meant),
          () => `${name}: ${shown(read)} is read where ${shown(meant)} was asked for`,
        );
      }
    },
  },
];

function checkRead({ format }: WireSubject, body: JsonObject, path: string): void {
  const before = JSON.stringify(body);
  const request = given(body, () => format.fromRequest(body, path));
  demand(
    Array.isArray(request?.messages) && typeof request.stream === "boolean",
    () => `${shown(body)} is read as ${shown(request)}`,
  );
  demand(JSON.stringify(body) === before, () => `It changes the body ${before}`);
}

function isPlainObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const SCALARS = ["stream", "maxTokens", "temperature", "topP", "topK", "seed", "stop", "toolChoice"] as const;

/** What every format can say of a request, of the fields that `asked` has. */
function meaningOf(request: ChatRequest, asked: ChatRequest): JsonValue {
  const { messages, tools, responseFormat } = request;
  const scalars = SCALARS.filter((name) => asked[name] !== undefined)
    .map((name) => [name, name === "toolChoice" ? choiceOf(request) : request[name] ?? null]);
  return JSON.parse(JSON.stringify({
    ...Object.fromEntries(scalars),
    tools: (tools ?? []).map(({ name, description, parameters }) => ({ name, description, parameters })),
    format: asked.responseFormat === undefined ? null : {
      type: responseFormat?.type,
      schema: responseFormat?.type === "json_schema" ? responseFormat.schema : null,
    },
    texts: textsOf(messages),
    calls: messages.flatMap((one) => one.role === "assistant" ? one.toolCalls ?? [] : [])
      .map((call) => [call.name, parseJson(call.arguments) ?? call.arguments]),
    results: messages.flatMap((one) => one.role === "tool" ? [resultOf(one, messages)] : []),
  }));
}

/** To need the only tool that there is, is to need some tool. */
function choiceOf({ toolChoice, tools = [] }: ChatRequest): JsonValue {
  if (typeof toolChoice !== "object") return toolChoice ?? null;
  return tools.length === 1 && tools[0].name === toolChoice.name ? "required" : { ...toolChoice };
}

/** The texts of each role, without white space, as formats join messages and move the system's to the front. */
function textsOf(messages: readonly ChatMessage[]): { [role: string]: string } {
  const texts: { [role: string]: string } = {};
  for (const { role, content } of messages) {
    if (role === "tool") continue;
    const name = role === "developer" ? "system" : role;
    texts[name] = (texts[name] ?? "") + textOf(content).replaceAll(/\s/g, "");
  }
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
}

function textOf(content: ChatMessage["content"]): string {
  if (content === null || typeof content === "string") return content ?? "";
  return content.map((part) => part.type === "text" ? part.text : "").join("");
}

function resultOf(message: ChatMessage & { role: "tool" }, messages: readonly ChatMessage[]): JsonValue {
  const calls = messages.flatMap((one) => one.role === "assistant" ? one.toolCalls ?? [] : []);
  const call = calls.find(({ id }) => id === message.toolCallId);
  const text = textOf(message.content);
  return [call?.name ?? null, call === undefined ? null : calls.indexOf(call), parseJson(text) ?? text];
}
