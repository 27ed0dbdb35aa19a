import { VERSION } from "../../base/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import { componentSchemas } from "./_openapi_parts.ts";
import { chatOperation, DOCUMENT, EVENTS, MODEL, MODELS, modelsOperation } from "./_operations.ts";

/** What the document depends on. */
export interface OpenapiDocumentOptions {
  /** The headers that keys of callers come in. */
  readonly keyHeaders: readonly string[];
}

/** How the API is used, as OpenAPI 3.1 says it: made of the very schemas that requests are read and answers typed by. */
export function openapiDocument({ keyHeaders }: OpenapiDocumentOptions): JsonObject {
  return {
    openapi: "3.1.1",
    info: {
      title: "Tapedeck",
      version: VERSION,
      description: "Models, what they cost and how they answer, and one door to call them through.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{}, { token: [] }, { cookie: [] }],
    tags: [{ name: "Models" }, { name: "Events" }, { name: "OpenAI" }],
    paths: {
      "/api/models": { get: modelsOperation(keyHeaders) },
      "/api/events": { get: EVENTS },
      "/api/openapi.json": { get: DOCUMENT },
      "/v1/chat/completions": { post: chatOperation() },
      "/v1/models": { get: MODELS },
      "/v1/models/{model}": { get: MODEL },
    },
    components: { schemas: componentSchemas(), securitySchemes: SECURITY },
  };
}

const SECURITY: JsonObject = {
  token: {
    type: "http",
    scheme: "bearer",
    description: "Where the dashboard is open to other machines: the token that it printed at its start.",
  },
  cookie: {
    type: "apiKey",
    in: "cookie",
    name: "tapedeck_token",
    description: "The same token, as browsers get it when the address that was printed is opened.",
  },
  admin: {
    type: "apiKey",
    in: "header",
    name: "x-tapedeck-admin-key",
    description: "For what costs others something: fetching all lists anew.",
  },
};
