import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ModelSwitch, Registry, RegistryOptions } from "../../../src/routing/mod.ts";
import type { SwitchCheck } from "../../../src/routing/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, open, server } from "./_world.ts";

const PRICE = { input_per_1m_usd: "1", output_per_1m_usd: "2" };

/** A configuration of two endpoints of one's own, written to a file. */
function written(folder: string): string {
  const path = `${folder}/mine.toml`;
  Deno.writeTextFileSync(
    path,
    `version = 1
# The one that all of us use.
[defaults]
model = "me/old" # for now

[providers.alpha]
kind = "simulated"
base_url = "http://alpha/v1"

[[endpoints]]
key = "me/old@alpha"
model = "simulated/quick"
price = { input_per_1m_usd = "2", output_per_1m_usd = "2" }
context_tokens = 8000
capabilities = ["tools"]

[[endpoints]]
key = "me/new@alpha"
model = "simulated/quick"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }
context_tokens = 4000
capabilities = []

[[endpoints]]
key = "me/gone@nowhere"
base_url = "http://nowhere/v1"
model = "gone"

[[endpoints]]
key = "me/locked@alpha"
model = "simulated/quick"
credential = "alpha/mine"
`,
  );
  return path;
}

function verdicts({ checks }: ModelSwitch): { [name: string]: string } {
  return Object.fromEntries(checks.map(({ name, verdict }: SwitchCheck) => [name, verdict]));
}

async function switched(
  id: string,
  options: Parameters<Registry["switchModel"]>[1] = {},
  given: RegistryOptions = {},
): Promise<{ result: ModelSwitch; text: string }> {
  using dir = tempDir();
  const config = written(dir.path);
  const alpha = server();
  await using registry = await open({ config, offline: true, fetch: network({ alpha }), ...given });
  const result = await registry.switchModel(id, options);
  return { result, text: await Deno.readTextFile(config) };
}

Deno.test("a model that nothing speaks against becomes the default one, and the file keeps its comments", async () => {
  const { result, text } = await switched("me/new");
  assert(result.ok);
  assertEquals([result.from, result.to, result.endpoint], ["me/old", "me/new", "me/new@alpha"]);
  assertEquals(verdicts(result), {
    endpoint: "yes",
    key: "yes",
    capabilities: "yes",
    limits: "yes",
    price: "yes",
    reachability: "yes",
  });
  assertStringIncludes(text, '# The one that all of us use.\n[defaults]\nmodel = "me/new" # for now\n');
  const price = result.checks.find(({ name }) => name === "price");
  assertStringIncludes(price!.text, "1 USD in and 2 USD out per million tokens (50 % less in");
});

Deno.test("a dry run says the same and writes nothing", async () => {
  const { result, text } = await switched("me/new", { dryRun: true });
  assertEquals([result.ok, result.saved], [true, null]);
  assertStringIncludes(text, 'model = "me/old" # for now');
});

Deno.test("what the model cannot do speaks against it, and the default stays", async () => {
  const { result, text } = await switched("me/new", { needs: { capabilities: ["tools"], contextTokens: 6000 } });
  assertEquals([result.ok, verdicts(result).capabilities, verdicts(result).limits], [false, "no", "no"]);
  assertStringIncludes(text, 'model = "me/old"');
});

Deno.test("a server that does not answer, and a key that is missing, speak against it", async () => {
  assertEquals(verdicts((await switched("me/gone")).result).reachability, "no");
  assertEquals(verdicts((await switched("me/gone", { offline: true, dryRun: true })).result).reachability, "unknown");
  const locked = await switched("me/locked");
  assertEquals([locked.result.ok, verdicts(locked.result).key], [false, "no"]);
});

Deno.test("a key that the provider refuses is no key", async () => {
  using dir = tempDir();
  const path = `${dir.path}/mine.toml`;
  await Deno.writeTextFile(
    path,
    '[providers.mine]\nkind = "openai"\nbase_url = "http://alpha/v1"\ncredential = "mine/key"\n' +
      '[credentials."mine/key"]\nenv = "MINE"\n',
  );
  const env = (name: string) => name === "MINE" ? "key-of-a-test-0123" : undefined;
  for (const status of [401, 403]) {
    const fetch = () => Promise.resolve(new Response("{}", { status }));
    await using registry = await open({ config: path, offline: true, fetch, env });
    const result = await registry.switchModel("openai/gpt-4o-mini@mine");
    assertEquals([result.ok, verdicts(result).key, verdicts(result).reachability], [false, "no", "yes"]);
    assert(!JSON.stringify(result).includes("key-of-a-test"));
  }
});

Deno.test("what calls of the default model have needed is asked of the new one", async () => {
  using dir = tempDir();
  const config = written(dir.path);
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  await using registry = await open({ config, ledgerPath, offline: true, fetch: network({ alpha: server() }) });
  await registry.complete({
    messages: [{ role: "user", content: "Hello" }],
    tools: [{ name: "look", parameters: { type: "object" } }],
  });
  const result = await registry.switchModel("me/new");
  assertEquals([result.ok, verdicts(result).capabilities], [false, "no"]);
});

Deno.test("where there is no file for it, the default of the registry cannot be kept", async () => {
  const config = {
    providers: { alpha: { kind: "simulated", base_url: "http://alpha/v1" } },
    endpoints: [{ key: "me/new@alpha", model: "simulated/quick", price: PRICE }],
  };
  await using registry = await open({ config, offline: true, fetch: network({ alpha: server() }) });
  assertEquals((await registry.switchModel("me/new", { dryRun: true })).ok, true);
  let message = "";
  await registry.switchModel("me/new").catch((error) => message = error.message);
  assertStringIncludes(message, "there is no file for it");
});
