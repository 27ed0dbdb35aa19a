import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { testIo } from "./_test_io.ts";

Deno.test("without a terminal, pick names the commands that do the same, and ends with exit code 2", async () => {
  for (const options of [{}, { terminal: true }, { keys: () => {} }]) {
    const io = testIo(options);
    assertEquals(await main(["pick"], io), 2);
    for (const command of ["tapedeck model search", "tapedeck model info", "tapedeck sweep run"]) {
      assertStringIncludes(io.written.stderr, command);
    }
    assertEquals(io.written.stdout, "");
  }
});

Deno.test("where CI is set, pick makes no calls that are paid for unless it is told to", async () => {
  const io = testIo({ terminal: true, keys: () => {}, env: { CI: "true" } });
  assertEquals(await main(["pick", "--mode", "record"], io), 2);
  assertStringIncludes(io.written.stderr, "CI");
});
