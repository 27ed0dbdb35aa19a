import { assertEquals, assertThrows } from "@std/assert";
import { systemClock, UserError } from "../../../src/base/mod.ts";
import { endpointOf, findProvider } from "../../../src/provider/mod.ts";
import { healthSubjects, openCallSetup } from "../../../src/routing/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const nothing = () => undefined;

Deno.test("how long health is fresh goes from the provider's section, else from that of its kind, into its probes", async () => {
  using cwd = tempDir();
  await Deno.writeTextFile(
    `${cwd.path}/tapedeck.toml`,
    [
      "version = 1",
      '[providers.ollama]\nlifetimes = { health = "1m" }',
      '[providers.box]\nkind = "ollama"\nlifetimes = { health = "5s" }',
      '[providers.crate]\nkind = "ollama"',
      "[providers.vllm]\nkind = 'openai-compatible'\nbase_url = 'http://vllm.test/v1'",
    ].join("\n"),
  );
  const subjects = await healthSubjects({ names: null, cwd: cwd.path, env: nothing, clock: systemClock });
  assertEquals(
    Object.fromEntries(subjects.map(({ provider, target }) => [provider, target.lifetimeMs])),
    { ollama: 60_000, box: 5_000, crate: 60_000, vllm: undefined },
  );
});

Deno.test("a run does not call a provider that is switched off, and says where that stands", async () => {
  const setup = await openCallSetup({
    command: "test",
    config: { providers: { openai: { enabled: false } } },
    env: nothing,
  });
  const endpoint = (provider: string) => endpointOf(findProvider(provider), { model: "openai/gpt-4o-mini" });
  assertThrows(() => setup.assertEnabled(endpoint("openai")), UserError, "enabled = false under [providers.openai]");
  setup.assertEnabled(endpoint("openrouter"));
  setup.close();
});

Deno.test("a run knows how long the health of its providers is fresh", async () => {
  const setup = await openCallSetup({
    command: "test",
    config: { providers: { openai: { lifetimes: { health: "10s" } } } },
    env: nothing,
  });
  const of = (provider: string) =>
    setup.healthLifetimeMs(endpointOf(findProvider(provider), { model: "openai/gpt-4o-mini" }));
  assertEquals([of("openai"), of("openrouter")], [10_000, null]);
  setup.close();
});
