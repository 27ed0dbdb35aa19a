import { assertEquals } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { wireFormat } from "../../../src/provider/mod.ts";
import { createSimulated } from "../../../src/provider/simulated/mod.ts";
import { needs } from "../../support/require.ts";

const fixtures = await needs("fixtures");

/** Where each format's requests go, by the path at which they were recorded. */
const PATHS: readonly (readonly [recorded: RegExp, wire: string, path: (recorded: string) => string])[] = [
  [/\/chat\/completions$/, "openai-chat", () => "/v1/chat/completions"],
  [/\/v1\/messages$/, "anthropic-messages", () => "/v1/messages"],
  [/:(?:stream)?generateContent$/i, "gemini-generate-content", (path) => `/v1beta/models/m:${path.split(":").pop()}`],
  [/\/v2\/chat$/, "cohere-chat", () => "/v2/chat"],
  [/\/api\/chat$/, "ollama-chat", () => "/api/chat"],
];

Deno.test("what was asked of real providers is answered by the simulated server, in all five formats", {
  ignore: fixtures.ignore,
}, async () => {
  const text = new TextDecoder().decode(gunzipSync(Deno.readFileSync(`${fixtures.get()}/chat/interactions.ndjson.gz`)));
  const { handle } = createSimulated({ endpoints: [{ model: "m", capability: { contextTokens: 10_000_000 } }] });
  const counts: { [wire: string]: number } = {};
  const refused: string[] = [];
  for (const line of text.trimEnd().split("\n")) {
    const { path: whole, req } = JSON.parse(line);
    const [path, query = ""] = whole.split("?");
    const found = PATHS.find(([recorded]) => recorded.test(path));
    if (found === undefined || !req?.startsWith("{")) continue;
    const [, wire, pathOf] = found;
    const body = JSON.stringify({ ...JSON.parse(req), model: "m" });
    const response = await handle(new Request(`http://s${pathOf(path)}?${query}`, { method: "POST", body }));
    const { status, headers } = response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const outcome = wireFormat(wire).fromWire({ status, headers, body: bytes, cuts: [[0, 1]], headersMs: 1 });
    if (outcome.ok) counts[wire] = (counts[wire] ?? 0) + 1;
    else refused.push(`${wire}: ${outcome.failure.message}`);
  }
  assertEquals(counts, {
    "openai-chat": 915,
    "anthropic-messages": 286,
    "gemini-generate-content": 242,
    "cohere-chat": 22,
    "ollama-chat": 16,
  });
  // Several choices at once are not made.
  assertEquals(refused, Array(2).fill('openai-chat: This model does not take "n"'));
});
