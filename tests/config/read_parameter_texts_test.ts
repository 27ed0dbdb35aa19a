import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { PARAMETERS, rawParameters, readParameterTexts, TYPED_PARAMETERS } from "../../src/config/mod.ts";

Deno.test("what is typed becomes parameters, and what is left empty sets nothing", () => {
  const { parameters, problems } = readParameterTexts({
    temperature: " 0.7 ",
    max_tokens: "64",
    top_p: "",
    reasoning_effort: "low",
  });
  assertEquals(parameters, { temperature: 0.7, maxTokens: 64, reasoningEffort: "low" });
  assertEquals(problems, {});
});

Deno.test("what is wrong is told by name, and what is right stays", () => {
  const { parameters, problems } = readParameterTexts({
    temperature: "hot",
    max_tokens: "1.5",
    top_k: "3",
    tools: "x",
  });
  assertEquals(parameters, { topK: 3 });
  assertEquals(problems.temperature, "must be a number from 0 to 2");
  assertEquals(problems.max_tokens, "must be a whole number from 1");
  assertEquals(problems.tools.startsWith("must be one of temperature, top_p"), true);
});

Deno.test("whatever is typed is told wrong or means what the table of parameters allows", () => {
  const text = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String));
  fc.assert(fc.property(fc.constantFrom(...TYPED_PARAMETERS), text, (name, typed) => {
    const { parameters, problems } = readParameterTexts({ [name]: typed });
    const raw = rawParameters(parameters)[name];
    assert(typed.trim() === "" || (raw === undefined) !== (problems[name] === undefined));
    if (raw !== undefined) assert(PARAMETERS.get(name)!.schema.safeParse(raw).success);
  }));
});
