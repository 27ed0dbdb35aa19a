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

Deno.test("an endpoint that is declared is called with its own credential, at its own server alone", async () => {
  const setup = await openCallSetup({
    command: "test",
    config: {
      endpoints: [
        { key: "me/mine@rented", base_url: "https://rented.example/v1", credential: "rented/main" },
        { key: "me/plain@rented", base_url: "https://rented.example/v1" },
      ],
      credentials: { "rented/main": { env: "RENTED_KEY" } },
    },
    env: (name) => name === "RENTED_KEY" ? "a-key-of-a-test-0123456789" : undefined,
  });
  const at = (key: string, baseUrl: string) => {
    const [model, provider] = key.split("@");
    return { ...endpointOf(findProvider("openai-compatible"), { model, baseUrl }), key, provider };
  };
  const nameOf = async (key: string, baseUrl = "https://rented.example/v1") =>
    (await setup.credentialOf(at(key, baseUrl)))?.name ?? null;
  assertEquals(await nameOf("me/mine@rented"), "rented/main");
  assertEquals(await nameOf("me/mine@rented", "https://elsewhere.example/v1"), null);
  assertEquals(await nameOf("me/plain@rented"), null);
  setup.close();
});

Deno.test("an endpoint that a plan has at its provider is called as its provider is, though one of the same key is declared", async () => {
  const setup = await openCallSetup({
    command: "test",
    config: {
      providers: { openai: { credential: "openai/work" } },
      endpoints: [{ key: "openai/gpt-4o@openai", base_url: "https://mirror.example/v1", credential: "mirror/main" }],
      credentials: { "openai/work": { env: "WORK_KEY" }, "mirror/main": { env: "MIRROR_KEY" } },
    },
    env: (name) => ["WORK_KEY", "MIRROR_KEY"].includes(name) ? `a-key-of-a-test-${name}` : undefined,
  });
  const openai = endpointOf(findProvider("openai"), { model: "openai/gpt-4o" });
  const mirror = { ...openai, baseUrl: "https://mirror.example/v1" };
  const nameOf = async (endpoint: typeof openai) => (await setup.credentialOf(endpoint))?.name ?? null;
  assertEquals(await nameOf(openai), "openai/work");
  assertEquals(await nameOf(mirror), "mirror/main");
  assertEquals(await nameOf({ ...openai, baseUrl: "https://elsewhere.example/v1" }), null);
  const other = endpointOf(findProvider("openai"), { model: "openai/gpt-4o-mini" });
  assertEquals(setup.transportOf(openai).guessedLimits, setup.transportOf(other).guessedLimits);
  assertEquals((await setup.credentialUse(openai))?.name, "openai/work");
  setup.close();
});

Deno.test("a declared endpoint of a provider that is set up wrongly keeps no other endpoint from being called", async () => {
  const setup = await openCallSetup({
    command: "test",
    config: {
      providers: { odd: { kind: "no-such-kind" } },
      endpoints: [
        { key: "me/a@odd" },
        { key: "me/b@rented", base_url: "https://rented.example/v1", credential: "rented/main" },
      ],
      credentials: { "rented/main": { env: "RENTED_KEY" } },
    },
    env: (name) => name === "RENTED_KEY" ? "a-key-of-a-test-0123456789" : undefined,
  });
  const openai = endpointOf(findProvider("openai"), { model: "openai/gpt-4o" });
  assertEquals(await setup.credentialOf(openai), null);
  const rented = { ...openai, key: "me/b@rented", provider: "rented", baseUrl: "https://rented.example/v1" };
  assertEquals((await setup.credentialOf(rented))?.name, "rented/main");
  const odd = { ...openai, key: "me/a@odd", provider: "odd" };
  assertThrows(() => setup.transportOf(odd), UserError, '"odd" as it is set up wrongly');
  setup.close();
});
