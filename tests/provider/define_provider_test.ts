import { assert, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { defineProvider, findProvider, openaiChat, providerRows } from "../../src/provider/mod.ts";
import { fromAiSdk } from "../../src/provider/ai_sdk/mod.ts";
import type { JsonValue, ProviderAdapter } from "../../src/spec/mod.ts";

const sound = findProvider("openai-compatible");

function problemOf(parts: { readonly [field: string]: unknown }): string {
  const error = assertThrows(() => defineProvider({ ...sound, ...parts } as ProviderAdapter), UserError);
  assertEquals(error.exitCode, 2);
  return error.message;
}

Deno.test("a provider comes back as it is, with its data frozen and its functions at work", () => {
  const format = { ...openaiChat, name: "own-chat", calls: 0 };
  const adapter: ProviderAdapter = { ...sound, wire: "own-chat", format, quirks: ["It hums."] };
  const provider = defineProvider(adapter);
  assert(provider === adapter);
  assertThrows(() => (provider.quirks as string[]).push("It whistles."), TypeError);
  assertThrows(() => Object.assign(provider.dialect.renames, { a: "b" }), TypeError);
  format.calls++;
  assertEquals(format.calls, 1);
});

Deno.test("a client of one's own may call what it speaks as it likes", () => {
  const model = {
    specificationVersion: "v4",
    provider: "sample.chat",
    modelId: "m",
    doGenerate: () => Promise.reject(new Error("not asked")),
    doStream: () => Promise.reject(new Error("not asked")),
  };
  assertEquals(defineProvider(fromAiSdk(model)).wire, "ai-sdk");
  assert(problemOf({ wire: "ai-sdk" }).includes('"wire" must be one of'));
});

Deno.test("the rows of the table are providers, all but one whose format is only read", () => {
  for (const row of providerRows) {
    if (row.key === "replicate") assertThrows(() => defineProvider(row), UserError, "replicate-predictions");
    else assertEquals(defineProvider(row).key, row.key);
  }
});

Deno.test("one problem is a sentence, several are a list of all", () => {
  assertEquals(
    problemOf({ key: "My Provider" }),
    'Cannot define the provider as "key" must be lower-case letters, digits and hyphens: current value is "My Provider"',
  );
  const message = problemOf({ key: "A", wire: "openai-chats", quirks: undefined, embeddings: "none", orgin: null });
  assertEquals(message.split("\n")[0], "Cannot define the provider as it has 5 problems:");
  for (const part of ['"key"', 'did you mean "openai-chat"?', '"quirks" is missing', '"embeddings"', '"origin"?']) {
    assert(message.includes(part), `${part} is not in ${message}`);
  }
});

Deno.test("each field is checked by what it is for", () => {
  const shape = { name: "s", prefix: "sk-", pattern: "sk-[a-z]{4}", example: "sk-fill" };
  const models = { url: "/models", needsKey: false, read: "openai", lifetimeMs: 1 };
  const cases: readonly (readonly [{ readonly [field: string]: unknown }, string])[] = [
    [{ origin: "https://a.example/v1" }, '"origin" must be an http or https URL without a path'],
    [{ origin: "ftp://a.example" }, '"origin"'],
    [{ defaultOrigin: "127.0.0.1:80" }, '"defaultOrigin"'],
    [{ basePath: "v1" }, '"basePath" must be empty or begin with a slash'],
    [{ basePath: "/v1/" }, '"basePath"'],
    [{ doors: [{ wire: "openai-chat", basePath: "/v1" }, { wire: "x", basePath: "" }] }, '"doors.1.wire"'],
    [{ auth: { header: "Authorization", prefix: "" } }, '"auth.header" must be the name of a header in lower case'],
    [{ keyEnv: ["sk-secret"] }, '"keyEnv.0" must be the name of an environment variable'],
    [{ headers: { "X-Version": "1" } }, '"headers.X-Version"'],
    [{ models: { ...models, url: "models" } }, '"models.url" must begin with a slash'],
    [{ models: { ...models, lifetimeMs: 0 } }, '"models.lifetimeMs" must be at least 1'],
    [{ models: { ...models, read: "" } }, '"models.read"'],
    [{ models: { ...models, reads: 1 } }, '"models.reads" is not a known field'],
    [{ health: { url: "/", method: "POST", needsKey: true } }, '"health.method" must be one of "GET", "HEAD"'],
    [{ limits: { requestsPerMinute: 0.5 } }, '"limits.requestsPerMinute"'],
    [{ dialect: { renames: { a: 1 }, refuses: [] } }, '"dialect.renames.a" must be a string'],
    [{ modelIds: "id" }, '"modelIds" must be "key", "slug" or a function'],
    [{ keyShapes: [{ ...shape, pattern: "^sk-fill$" }] }, '"keyShapes.0.pattern" must be a regular expression without'],
    [{ keyShapes: [{ ...shape, pattern: "(sk)-fill" }] }, '"keyShapes.0.pattern"'],
    [{ keyShapes: [{ ...shape, pattern: "sk-(" }] }, '"keyShapes.0.pattern"'],
    [{ keyShapes: [{ ...shape, example: "sk-f" }] }, '"keyShapes.0.example" must match the pattern as a whole'],
    [{ keyShapes: [{ ...shape, example: "fill" }] }, 'must have the prefix "sk-" in it'],
    [{ errors: { refusal: () => ({}) } }, '"errors.streamError" is missing: it must be a function'],
    [{ format: { ...openaiChat, fromWire: 5 } }, '"format.fromWire" must be a function'],
    [{ client: { name: "c", call: () => 1 } }, '"client.readAnswer" is missing: it must be a function'],
    [{ embeddings: { name: "e" } }, '"embeddings" must be null, the name of a format of embeddings'],
    [{ extra: { a: () => 1 } }, '"extra'],
  ];
  for (const [parts, problem] of cases) {
    const message = problemOf(parts);
    assert(message.includes(problem), `${problem} is not in ${message}`);
  }
});

Deno.test("a later version is refused by its number, whatever else it has", () => {
  assertEquals(
    problemOf({ version: 2, wires: [], errors: null }),
    'Cannot define the provider as "version" must be 1, the one version of this type that there is: current value is 2',
  );
});

Deno.test("what is no object is no provider", () => {
  for (const value of [null, undefined, 5, "openai", []]) {
    assertThrows(() => defineProvider(value as JsonValue as unknown as ProviderAdapter), UserError, "Cannot define");
  }
});

Deno.test("a wrong value is shown shortened", () => {
  assert(problemOf({ origin: "x".repeat(500) }).length < 300);
});
