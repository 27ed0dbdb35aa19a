import { z } from "zod";
import type { JsonObject } from "../../spec/mod.ts";
import { chatCompletionSchema, chatRequestSchema } from "./chat_schemas.ts";
import { errorSchema } from "./error_schema.ts";
import { eventSchema } from "./event_schema.ts";
import { modelInfoSchema } from "./model_info.ts";
import { modelsResponseSchema, providerStateSchema } from "./models_response.ts";
import { openaiModelSchema, openaiModelsSchema } from "./openai_models.ts";

/** The schemas that others refer to, by their names. */
const SCHEMAS = {
  ModelInfo: modelInfoSchema,
  ProviderState: providerStateSchema,
  ModelsResponse: modelsResponseSchema,
  OpenAIModel: openaiModelSchema,
  OpenAIModels: openaiModelsSchema,
  ChatRequest: chatRequestSchema,
  ChatCompletion: chatCompletionSchema,
  DashboardEvent: eventSchema,
  Error: errorSchema,
} as const;

const REASONS: { readonly [status: number]: string } = {
  400: "The request cannot be read: which parameter, which rule, which value.",
  401: "The token is missing or wrong.",
  402: "The budget is spent, or the provider wants to be paid.",
  403: "It takes the admin key, or a page of another site asks.",
  404: "There is no such thing.",
  413: "It is larger than 32 MB.",
  415: "It is no JSON.",
  418: "The tape has no answer to it.",
  424: "The provider refuses the server's own key, or the server cannot do its part.",
  429: "Too many requests: `Retry-After` says when to ask again.",
  500: "A bug.",
  502: "No provider has answered.",
  503: "Not now: too many ask, or no endpoint may be asked at the moment.",
  504: "Nobody answered in time.",
};

/** Answers by their status. */
export function errors(...statuses: readonly number[]): JsonObject {
  return Object.fromEntries(
    statuses.map((status) => [status, { description: REASONS[status], content: json("Error") }]),
  );
}

/** Content of one of the schemas. */
export function json(name: keyof typeof SCHEMAS): JsonObject {
  return { "application/json": { schema: ref(name) } };
}

/** One of the schemas. */
export function ref(name: keyof typeof SCHEMAS): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** All schemas by their names. */
export function componentSchemas(): JsonObject {
  const named = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) named.add(schema, { id });
  const { schemas } = z.toJSONSchema(named, { target: "draft-2020-12", io: "output", uri: refOf });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, plain(schema)]));
}

function refOf(id: string): string {
  return `#/components/schemas/${id}`;
}

/** A schema that stands for itself. */
export function jsonSchema(schema: z.ZodType, io: "input" | "output"): JsonObject {
  return plain(z.toJSONSchema(schema, { target: "draft-2020-12", io, unrepresentable: "any" }));
}

/** Without what the document says once for all. */
function plain(schema: object): JsonObject {
  const { $schema: _, $id: __, ...rest } = JSON.parse(JSON.stringify(schema));
  return rest;
}
