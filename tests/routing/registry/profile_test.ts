import { assertEquals, assertMatch } from "@std/assert";
import type { ConfigFile } from "../../../src/config/mod.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";
import { network, open, server } from "./_world.ts";

/** What servers are sent under OpenAI's address, by a configuration. */
async function bodyOf(config: ConfigFile, request: { profile?: string; temperature?: number } = {}) {
  const bodies: JsonObject[] = [];
  const simulated = server({ model: "openai/gpt-5" });
  const answer = network({ "mine.example": simulated });
  await using registry = await open({
    config: {
      ...config,
      endpoints: [{ key: "openai/gpt-5@mine", base_url: "http://mine.example/v1", model: "openai/gpt-5" }],
    },
    fetch: async (input, init) => {
      bodies.push(await new Request(input, init).clone().json());
      return await answer(input, init);
    },
  });
  const { profile, ...fields } = request;
  const { warnings } = await registry.complete(
    { model: "openai/gpt-5@mine", messages: [{ role: "user", content: "Hello" }], ...fields },
    profile === undefined ? {} : { profile },
  );
  const { temperature = null, top_p = null, max_tokens = null } = bodies[0];
  return { sent: { temperature, top_p, max_tokens }, warnings: JSON.stringify(warnings ?? []) };
}

Deno.test("a profile sets what the request does not", async () => {
  const { sent } = await bodyOf({ profiles: { short: { max_tokens: 60 } } }, { profile: "short" });
  assertEquals(sent, { temperature: null, top_p: null, max_tokens: 60 });
});

Deno.test("what only a profile asks for is left out where the model refuses it, and told", async () => {
  const { sent, warnings } = await bodyOf({ defaults: { profile: "precise" } });
  assertEquals(sent, { temperature: null, top_p: null, max_tokens: null });
  assertMatch(warnings, /gpt-5 takes 1 alone: current value is 0; it is left out/);
});

Deno.test("what the request itself asks for is sent as it is, and told", async () => {
  const { sent, warnings } = await bodyOf({ defaults: { profile: "precise" } }, { temperature: 0.3 });
  assertEquals(sent.temperature, 0.3);
  assertMatch(warnings, /gpt-5 takes 1 alone: current value is 0\.3"/);
});
