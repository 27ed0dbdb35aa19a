import { assertEquals } from "@std/assert";
import { modelInUrl } from "../../src/cassette/_model_in_url.ts";

Deno.test("a model in a URL's path is named as people name it", () => {
  const cases: [url: string, model: string | null][] = [
    ["{gemini}/v1beta/models/gemini-2.5-flash:generateContent?alt=sse", "gemini-2.5-flash"],
    ["{simulated/steady@simulated/gemini}/models/simulated/steady:streamGenerateContent", "simulated/steady"],
    ["https://example.com/models/one/versions/2", "one"],
    ["https://example.com/models/tuned%2Fmine", "tuned/mine"],
    ["https://example.com/models/50%", "50%"],
    ["https://example.com/models", null],
    ["https://example.com/v1/chat/completions", null],
  ];
  for (const [url, model] of cases) assertEquals(modelInUrl(url), model);
});
