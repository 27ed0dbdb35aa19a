import { Hono } from "hono";
import { printable } from "../../base/mod.ts";
import { parseModelKey } from "../../catalog/mod.ts";
import type { CallableModel } from "../../routing/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { answer } from "./_answer.ts";
import type { OpenAIModel } from "./openai_models.ts";

const WAIT_MS = 3_000;
const MOST_SHOWN = 200;

/** `GET /v1/models` and one of them: what `/v1/chat/completions` takes, with the server's keys alone. */
export function openaiModelsRoute({ registry }: DashboardSources): Hono<DashboardEnv> {
  const routes = new Hono<DashboardEnv>();
  routes.get("/v1/models", async (c) => {
    const models = await registry.callableModels({ waitMs: WAIT_MS });
    return answer(c, { object: "list", data: models.map(openaiModelOf) }, { vary: [] });
  });
  routes.get("/v1/models/:id{.+}", async (c) => {
    const id = c.req.param("id");
    const model = await registry.callableModel(id, { network: false });
    if (model !== null) return answer(c, openaiModelOf(model), { vary: [] });
    const message = `The model "${
      printable(id.toWellFormed()).slice(0, MOST_SHOWN)
    }" does not exist, or cannot be called`;
    return c.json({ error: { message, type: "invalid_request_error", param: "model", code: "model_not_found" } }, 404);
  });
  return routes;
}

function openaiModelOf({ id, model, createdOn }: CallableModel): OpenAIModel {
  const created = createdOn === null ? 0 : Date.parse(createdOn) / 1000;
  return {
    id,
    object: "model",
    created: Number.isSafeInteger(created) && created > 0 ? created : 0,
    owned_by: parseModelKey(model)?.author ?? "unknown",
  };
}
