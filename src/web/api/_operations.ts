import type { z } from "zod";
import type { JsonObject } from "../../spec/mod.ts";
import { chatHeadersSchema } from "./chat_schemas.ts";
import { modelsQuerySchema } from "./models_query.ts";
import { errors, json, jsonSchema, ref } from "./_openapi_parts.ts";

/** `GET /api/models` */
export function modelsOperation(keyHeaders: readonly string[]): JsonObject {
  return {
    operationId: "listModels",
    tags: ["Models"],
    summary: "Models of all providers' lists, and how those lists stand",
    description:
      "A list that is not fresh is fetched; where that takes longer than 3 s, older facts stand in and say so. " +
      "One provider that fails is said so in `metadata` and fails nothing else. Answers to requests with keys of the " +
      "caller's own are for that caller alone, and are kept by nobody.",
    security: [{}, { token: [] }, { cookie: [] }, { admin: [] }],
    parameters: [...parameters(modelsQuerySchema, "query"), ...keyHeaders.map(keyParameter), {
      name: "if-none-match",
      in: "header",
      schema: { type: "string" },
    }],
    responses: {
      200: {
        description: "The models, the best first where words were given.",
        headers: { etag: TEXT, "cache-control": TEXT, vary: TEXT },
        content: json("ModelsResponse"),
      },
      304: { description: "As it was when it had the mark of `If-None-Match`." },
      ...errors(400, 401, 403, 429),
    },
  };
}

const TEXT: JsonObject = { schema: { type: "string" } };

/** `GET /api/events` */
export const EVENTS: JsonObject = {
  operationId: "listen",
  tags: ["Events"],
  summary: "What happens, told while it happens, as server-sent events",
  description: "Each event stands under its type, with itself as JSON. A comment comes where nothing happens for 20 s.",
  responses: {
    200: {
      description: "A stream that ends when the server does.",
      content: { "text/event-stream": { schema: { type: "string", contentSchema: ref("DashboardEvent") } } },
    },
    ...errors(401, 429, 503),
  },
};

/** `GET /api/openapi.json` */
export const DOCUMENT: JsonObject = {
  operationId: "document",
  tags: ["Models"],
  summary: "This document",
  responses: { 200: { description: "OpenAPI 3.1.", content: { "application/json": { schema: { type: "object" } } } } },
};

/** `GET /v1/models` */
export const MODELS: JsonObject = {
  operationId: "listCallableModels",
  tags: ["OpenAI"],
  summary: "The models that calls are taken for, with the keys that the server has",
  responses: { 200: { description: "By the alphabet.", content: json("OpenAIModels") }, ...errors(401, 429) },
};

/** `GET /v1/models/{model}` */
export const MODEL: JsonObject = {
  operationId: "retrieveModel",
  tags: ["OpenAI"],
  summary: "One of them: by its id, an alias, or the key of one endpoint",
  parameters: [{
    name: "model",
    in: "path",
    required: true,
    schema: { type: "string" },
    description: "Slashes may stand as they are.",
    example: "openai/gpt-4o-mini",
  }],
  responses: { 200: { description: "The model.", content: json("OpenAIModel") }, ...errors(401, 404, 429) },
};

/** `POST /v1/chat/completions` */
export function chatOperation(): JsonObject {
  return {
    operationId: "complete",
    tags: ["OpenAI"],
    summary: "Ask a model, at the endpoint that the routing policy thinks best",
    description:
      "Where an endpoint fails by its own fault, the next one is asked. With a tape, answers are played or " +
      "recorded; limits and budgets hold.",
    parameters: parameters(chatHeadersSchema, "header"),
    requestBody: { required: true, content: json("ChatRequest") },
    responses: {
      200: {
        description: "The answer; with `stream`, its pieces as OpenAI's API has them, then `[DONE]`.",
        content: { ...json("ChatCompletion"), "text/event-stream": { schema: { type: "string" } } },
      },
      ...errors(400, 401, 402, 403, 404, 413, 415, 418, 424, 429, 500, 502, 503, 504),
    },
  };
}

/** Parameters as a schema has them. In a query, a list is a name that is repeated, or values with commas between. */
function parameters(schema: z.ZodObject, where: "query" | "header"): JsonObject[] {
  const { properties } = jsonSchema(schema, "input") as { properties: { [name: string]: JsonObject } };
  return Object.entries(properties).map(([name, { description, examples, ...schema }]): JsonObject => ({
    name,
    in: where,
    ...(description === undefined ? {} : { description }),
    schema,
    ...(Array.isArray(examples) ? { example: examples[0] } : {}),
  }));
}

function keyParameter(name: string): JsonObject {
  return {
    name,
    in: "header",
    description: "A key of the caller's own for this provider's list. It is neither logged nor kept.",
    schema: { type: "string", format: "password", minLength: 8, maxLength: 512 },
  };
}
