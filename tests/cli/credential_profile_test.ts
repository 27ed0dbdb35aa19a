import { assertEquals, assertStringIncludes } from "@std/assert";
import { tempHome } from "./_credential_home.ts";

const KEY = "sk-key-of-a-test-0123456789";

Deno.test("without a name, provider profile shows which one holds, and who is called with which key", async () => {
  using home = tempHome();
  assertEquals((await home.run(["provider", "profile"])).stdout.split("\n"), [
    "profile default (as it is unless one is chosen)",
    "No credential has this profile yet: tapedeck credential set PROVIDER/default",
    "",
  ]);
  await home.run(["credential", "set", "openai/work"], { stdin: [KEY] });
  await home.run(["provider", "profile", "work"]);
  const shown = await home.run(["provider", "profile"]);
  assertEquals(shown.code, 0);
  assertStringIncludes(shown.stdout, `profile work (${home.config}:`);
  assertStringIncludes(shown.stdout, "openai is called with openai/work");
  const other = await home.run(["provider", "profile", "--json"], { env: { TAPEDECK_CREDENTIAL_PROFILE: "home" } });
  assertEquals(JSON.parse(other.stdout), {
    profile: "home",
    config: "TAPEDECK_CREDENTIAL_PROFILE",
    credentials: {},
    note: null,
  });
});

Deno.test("a profile of which there is no key yet names the one that it may have been meant to be", async () => {
  using home = tempHome();
  await home.run(["credential", "set", "openai/work"], { stdin: [KEY] });
  const { code, stdout } = await home.run(["provider", "profile", "worrk"]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, 'No credential has this profile yet (did you mean "work"?)');
});

Deno.test("where keys are set up of which none counts, a test of all of them says so", async () => {
  using home = tempHome();
  await home.run(["credential", "set", "openai/work"], { stdin: [KEY] });
  const { code, stdout } = await home.run(["credential", "test"]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "No provider is called with a key: openai/work does not count");
});
