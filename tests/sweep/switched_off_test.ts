import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { parsePlan, type RunSetup, runSweep } from "../../src/sweep/mod.ts";
import { defaultTransportSettings } from "../../src/transport/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, streamedAnswer } from "./_parrot.ts";

const plan = () =>
  parsePlan(
    `name = "off"
[[endpoints]]
key = "a/parrot@box"
base_url = "http://127.0.0.1:9/v1"
[prompts]
items = [{ id = "a", messages = [{ role = "user", content = "Say a" }] }]
`,
    { path: "off.toml" },
  );

Deno.test("an endpoint that is switched off ends a run before its first call, and hinders no replay", async () => {
  using dir = tempDir();
  let calls = 0;
  let isOff = true;
  const setup: RunSetup = {
    transportOf: () => defaultTransportSettings,
    assertEnabled({ key }) {
      if (isOff) throw new UserError(`${key} is switched off`);
    },
  };
  const options = parrotOptions(dir.path, {
    setup,
    fetch: () => {
      calls++;
      return Promise.resolve(streamedAnswer("a!"));
    },
  });
  await assertRejects(async () => runSweep(await plan(), options), UserError, "a/parrot@box is switched off");
  assertEquals(calls, 0);
  isOff = false;
  assertEquals((await runSweep(await plan(), options)).ok, 1);
  isOff = true;
  assertEquals((await runSweep(await plan(), { ...options, mode: "replay" })).ok, 1);
  assertEquals(calls, 1);
});
