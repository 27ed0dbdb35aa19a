import { assert, assertEquals } from "@std/assert";
import { type Schema, Validator } from "@cfworker/json-schema";
import { Validator as DocumentValidator } from "@seriousme/openapi-schema-validator";
import { CallError } from "../../../src/routing/mod.ts";
import type { CallFailure, ErrorKind, JsonObject, JsonValue, RouteAudit } from "../../../src/spec/mod.ts";
import { modelsQuerySchema } from "../../../src/web/api/models_query.ts";
import { callRefusal } from "../../../src/web/router/_call_refusal.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { apiWorld, KEYS, OPENAI } from "./_providers.ts";

type World = Pick<Awaited<ReturnType<typeof apiWorld>>, "get">;
type Document = JsonObject & { readonly components: { readonly schemas: JsonObject }; readonly paths: Paths };
type Paths = { readonly [path: string]: { readonly [method: string]: Operation } };
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: JsonObject }[];
  readonly responses: { readonly [status: string]: { readonly content?: { readonly [type: string]: JsonObject } } };
}

async function documentOf(world: World): Promise<Document> {
  return await (await world.get("/api/openapi.json")).json();
}

/** What is wrong with an answer, by what the document says of that path, method and status. */
async function problems(
  { paths, components }: Document,
  response: Response,
  { path, method = "get" }: { readonly path: string; readonly method?: string },
): Promise<JsonValue> {
  const told = paths[path][method].responses[String(response.status)];
  if (told === undefined) return `the document says nothing of ${response.status}`;
  const type = response.headers.get("content-type")?.split(";")[0];
  if (told.content === undefined) return type === undefined ? [] : `it has no content, but ${type}`;
  const content = told.content[type!] as { schema: JsonObject } | undefined;
  if (content === undefined) return `the document does not say that it may be ${type}`;
  const schema = { components, ...content.schema } as Schema;
  return new Validator(schema, "2020-12", false).validate(await response.json()).errors as unknown as JsonValue;
}

Deno.test("the document is one of OpenAPI 3.1, and every reference in it leads somewhere", async () => {
  await using world = await apiWorld();
  const response = await world.get("/api/openapi.json");
  assertEquals([response.status, response.headers.get("content-type")], [200, "application/json"]);
  const document = await documentOf(world);
  const { valid, errors } = await new DocumentValidator().validate(
    structuredClone(document) as { [name: string]: unknown },
  );
  assertEquals([valid, errors ?? []], [true, []]);
  const text = JSON.stringify(document);
  for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
    assert(Object.hasOwn(document.components.schemas, name), name);
  }
  assert(!text.includes("#/$defs") && !text.includes("sk-"));
  assertEquals(Object.keys(document.paths), [
    "/api/models",
    "/api/events",
    "/api/openapi.json",
    "/v1/chat/completions",
    "/v1/models",
    "/v1/models/{model}",
  ]);
});

Deno.test("the parameters of the document are those that are read", async () => {
  await using world = await apiWorld();
  const { paths } = await documentOf(world);
  const named = (where: string) =>
    paths["/api/models"].get.parameters!.filter((one) => one.in === where).map(({ name }) => name);
  assertEquals(named("query"), Object.keys(modelsQuerySchema.shape));
  assert(["x-provider-key-openai", "x-provider-key-openrouter"].every((name) => named("header").includes(name)));
  assert(!named("header").includes("x-provider-key-ollama"));
});

Deno.test("real answers are as the document says, those to mistakes and refusals too", async () => {
  await using world = await apiWorld();
  const document = await documentOf(world);
  const asks: [path: string, address: string, init?: RequestInit][] = [
    ["/api/models", "/api/models"],
    ["/api/models", "/api/models?provider=openai", { headers: { [OPENAI]: KEYS.ann } }],
    ["/api/models", "/api/models?provider=openai", { headers: { [OPENAI]: KEYS.refused } }],
    ["/api/models", "/api/models?maxPrice=x"],
    ["/api/models", "/api/models?force=true"],
    ["/api/models", "/api/models", { headers: { [OPENAI]: "short" } }],
    ["/v1/models", "/v1/models"],
    ["/v1/models/{model}", "/v1/models/openai/gpt-4o-mini"],
    ["/v1/models/{model}", "/v1/models/no-such-model"],
    ["/api/openapi.json", "/api/openapi.json"],
  ];
  const statuses = [];
  for (const [path, address, init] of asks) {
    const response = await world.get(address, init);
    statuses.push(response.status);
    assertEquals(await problems(document, response, { path }), [], address);
  }
  assertEquals(statuses, [200, 200, 200, 400, 403, 400, 200, 200, 404, 200]);
  const again = { headers: { "if-none-match": (await world.get("/api/models")).headers.get("etag")! } };
  assertEquals(await problems(document, await world.get("/api/models", again), { path: "/api/models" }), []);
});

Deno.test("the router answers as the document says", async () => {
  await using world = await testDashboard({ prompts: [] });
  const document = await documentOf(world);
  const ask = (body: JsonValue) =>
    world.get("/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const at = { path: "/v1/chat/completions", method: "post" };
  const messages = [{ role: "user", content: "Hello" }];
  const answered = await ask({ model: "me/mine", messages, max_tokens: 5 });
  assertEquals([answered.status, await problems(document, answered, at)], [200, []]);
  const wrong = await ask({ model: "me/mine", messages: [] });
  assertEquals([wrong.status, await problems(document, wrong, at)], [400, []]);
});

Deno.test("the document has every status that a call which fails is answered with", async () => {
  await using world = await apiWorld();
  const { paths } = await documentOf(world);
  const told = Object.keys(paths["/v1/chat/completions"].post.responses).map(Number);
  // Who has called it off reads no answer.
  const kinds = Object.keys(KINDS).filter((kind) => kind !== "aborted") as ErrorKind[];
  const answered = kinds.map((kind) => callRefusal(failedAs(kind))!.status);
  assertEquals(answered.filter((status) => !told.includes(status)), []);
  const own = [400, 401, 403, 404, 413, 414, 415, 424, 500];
  assertEquals(told.filter((status) => status >= 400 && ![...answered, ...own].includes(status)), []);
});

/** All of them: the type fails when one is forgotten. */
const KINDS: { readonly [kind in ErrorKind]: true } = {
  rate_limited: true,
  overloaded: true,
  server_error: true,
  timeout: true,
  connection: true,
  aborted: true,
  auth: true,
  permission: true,
  payment: true,
  not_found: true,
  invalid_request: true,
  context_length: true,
  content_filter: true,
  malformed_response: true,
  cassette_miss: true,
  recording_expired: true,
  unrecordable: true,
  breaker_open: true,
  budget_exceeded: true,
  no_endpoint: true,
  unscripted_tool: true,
  tool_rounds: true,
  unknown: true,
};

function failedAs(kind: ErrorKind): CallError {
  const failure: CallFailure = {
    kind,
    message: "m",
    decision: { retry: "no" },
    httpStatus: null,
    code: null,
    midStream: false,
    latencyMs: null,
  };
  const audit = { policy: "cost" } as RouteAudit;
  return new CallError("m", { failure, attempts: [], audit, outcome: { answered: null, failed: [] }, costUsd: "0" });
}

Deno.test("an answer that is not as the document says is found out", async () => {
  await using world = await apiWorld();
  const document = await documentOf(world);
  const wrong = Response.json({ models: [{ id: 1 }], metadata: {} });
  assert((await problems(document, wrong, { path: "/api/models" }) as JsonValue[]).length > 0);
});
