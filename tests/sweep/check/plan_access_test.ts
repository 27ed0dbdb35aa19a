import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { type ConfigFile, Preferences } from "../../../src/config/mod.ts";
import { openCallSetup } from "../../../src/routing/mod.ts";
import { parsePlan, planAccess } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const CANARY = "sk-canary-of-plan-access-4c2e9f";

/** How a plan of these endpoints would be let through, with such a configuration of the project. */
async function access(
  keys: readonly string[],
  { config = {}, env = {}, extra = "" }: {
    config?: ConfigFile;
    env?: { readonly [name: string]: string };
    extra?: string;
  } = {},
) {
  const endpoints = keys.map((key) => `[[endpoints]]\nkey = "${key}"\n${extra}`).join("");
  const plan = await parsePlan(`name = "x"\n${endpoints}[prompts]\nitems = [{ prompt = "Hi" }]\n`, {
    path: "x.toml",
    preferences: Preferences.of(config),
  });
  const variable = (name: string) => env[name];
  const setup = await openCallSetup({ config, plugins: plan.plugins, env: variable, command: "test" });
  try {
    return await planAccess(plan, { setup, env: variable });
  } finally {
    setup.close();
  }
}

Deno.test("limits that are set stand apart from those that are guessed, and in their place", async () => {
  const guessed = (await access(["openai/gpt-4o@openai"]))[0];
  assertEquals([guessed.limits, guessed.guessedLimits], [{}, { requestsPerMinute: 500 }]);
  const config = { providers: { openai: { limits: { requests_per_minute: 50, usd_per_day: "3" } } } };
  const set = (await access(["openai/gpt-4o@openai"], { config }))[0];
  assertEquals([set.limits, set.guessedLimits], [{ requestsPerMinute: 50, usdPerDay: "3" }, {}]);
});

Deno.test("a server of one's own has no limits but those that are set, and no key", async () => {
  const own = await access(["acme/parrot@box"], { extra: 'base_url = "http://127.0.0.1:9/v1"\n' });
  assertEquals(own, [{ endpoint: "acme/parrot@box", limits: {}, guessedLimits: {}, credential: null }]);
});

Deno.test("a variable is named, and whether it is there", async () => {
  const [absent] = await access(["openai/gpt-4o@openai"]);
  assertEquals(absent.credential, {
    name: "env:OPENAI_API_KEY",
    isPresent: false,
    problem: "the environment variable OPENAI_API_KEY is not set",
  });
  const [present] = await access(["openai/gpt-4o@openai"], { env: { OPENAI_API_KEY: CANARY } });
  assertEquals(present.credential, { name: "env:OPENAI_API_KEY", isPresent: true, problem: null });
});

Deno.test("a credential of the configuration goes before the variable, and its value is nowhere", async () => {
  using dir = tempDir();
  const file = `${dir.path}/key`;
  await Deno.writeTextFile(file, CANARY, { mode: 0o600 });
  const config = { providers: { openai: { credential: "openai/work" } }, credentials: { "openai/work": { file } } };
  const told = await access(["openai/gpt-4o@openai"], { config, env: { OPENAI_API_KEY: CANARY } });
  assertEquals(told[0].credential, { name: "openai/work", isPresent: true, problem: null });
  assert(!Deno.inspect(told).includes(CANARY) && !JSON.stringify(told).includes(CANARY));
  await Deno.remove(file);
  const [missing] = await access(["openai/gpt-4o@openai"], { config });
  assertEquals([missing.credential?.name, missing.credential?.isPresent], ["openai/work", false]);
  assertMatch(missing.credential!.problem!, /^Cannot use the credential "openai\/work" as /);
});

Deno.test("no command is run to see whether it has a key", async () => {
  using dir = tempDir();
  const mark = `${dir.path}/ran`;
  const credentials = { "openai/work": { command: ["touch", mark] } };
  const config = { providers: { openai: { credential: "openai/work" } }, credentials };
  const [{ credential }] = await access(["openai/gpt-4o@openai"], { config });
  assertEquals(credential, { name: "openai/work", isPresent: null, problem: null });
  await assertRejects(() => Deno.stat(mark), Deno.errors.NotFound);
});

Deno.test("a credential that is named and not set up is a problem that names the nearest", async () => {
  const credentials = { "openai/work": { env: "WORK" } };
  const config = { providers: { openai: { credential: "openai/wrok" } }, credentials };
  const [{ credential }] = await access(["openai/gpt-4o@openai"], { config });
  assertEquals([credential?.name, credential?.isPresent], ["openai/wrok", false]);
  assertMatch(credential!.problem!, /did you mean "openai\/work"/);
});

Deno.test("a provider that is set up wrongly is named, with what is wrong", async () => {
  const setup = await openCallSetup({
    config: { providers: { box: { kind: "opneai" } } },
    env: () => undefined,
    command: "t",
  });
  const plan = await parsePlan(
    'name = "x"\n[[endpoints]]\nkey = "a/b@box"\nbase_url = "http://h/v1"\n[prompts]\nitems = [{ prompt = "Hi" }]\n',
    { path: "x.toml" },
  );
  const error = await assertRejects(() => planAccess(plan, { setup }), UserError);
  assertMatch(error.message, /^Cannot call the provider "box" as it is set up wrongly: .*did you mean "openai"/);
  assertEquals(error.exitCode, 2);
});
