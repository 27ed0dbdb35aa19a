import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const ENV = { OPENAI_API_KEY: "key-of-a-test-0123", TAPEDECK_CATALOG: ":memory:" };

async function run(cwd: string, ...args: string[]) {
  const io = testIo({ cwd, env: ENV });
  const code = await main(args, io);
  return { code, ...io.written };
}

Deno.test("route explain names needs as tapedeck.toml has them, and the change that it proposes lets one in", async () => {
  using dir = tempDir();
  const explain = ["route", "explain", "openai/gpt-4o-mini", "--tools"];
  const refused = await run(dir.path, ...explain, "--context", "500000", "--max-cost", "0.000000001");
  assertEquals(refused.code, 1);
  const change =
    /smallest change: lower context_tokens to ([\d,]+), and raise max_cost_usd from 0.000000001 to ([\d.]+)/;
  const [, context, cost] = change.exec(refused.stdout)!;
  const applied = await run(dir.path, ...explain, "--context", context.replaceAll(",", ""), "--max-cost", cost);
  assertEquals(applied.code, 0);
  const { code, stderr } = await run(dir.path, ...explain, "--needs", "tolls");
  assertEquals(code, 2);
  assertStringIncludes(stderr, "--needs must be one of");
  assertStringIncludes(stderr, 'did you mean "tools"?');
});
