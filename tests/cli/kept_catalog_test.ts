import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { testIo } from "./_test_io.ts";

async function run(line: string, env: { [name: string]: string } = {}) {
  const io = testIo({ env });
  const code = await main(line.split(" "), io);
  return { code, ...io.written };
}

Deno.test("without a folder for data nothing is said to be kept", async () => {
  const lines = [
    "model promote openai/gpt-4o",
    "model demote openai/gpt-4o",
    "catalog invalidate",
    "catalog refresh",
    "catalog override groq --disable",
    "model migrate a/x b/y",
  ];
  for (const line of lines) {
    const { code, stderr } = await run(line);
    assertEquals(code, 2, line);
    assertStringIncludes(stderr, "Cannot keep the catalog as there is no folder for data");
  }
  assertStringIncludes((await run("catalog status")).stdout, "Kept nowhere");
  assertEquals((await run("catalog override groq")).code, 0);
});

Deno.test("who asks for a catalog in memory gets it", async () => {
  assertEquals((await run("model promote openai/gpt-4o --store :memory:")).code, 0);
  assertEquals((await run("model promote openai/gpt-4o", { TAPEDECK_CATALOG: ":memory:" })).code, 0);
});
