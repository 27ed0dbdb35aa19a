import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/base/mod.ts";
import {
  type ConfigFile,
  type KeyPath,
  loadConfig,
  Preferences,
  PRESETS,
  type RawTable,
  showPath,
} from "../../src/config/mod.ts";
import { findProvider } from "../../src/provider/mod.ts";
import { defaultTransportSettings } from "../../src/transport/mod.ts";

const MODEL = "openai/gpt-4o";
const OPENAI = { row: findProvider("openai"), defaults: defaultTransportSettings };

/** Preferences of several files, the weakest first. */
function ofFiles(files: { readonly [path: string]: ConfigFile }): Preferences {
  const all = Object.entries(files);
  return new Preferences({
    config: Object.assign({}, ...all.map(([, config]) => config)),
    files: all.map(([path, config]) => ({ config, where: (key: KeyPath) => `${path}#${showPath(key)}` })),
  });
}

Deno.test("parameters come from global, provider, model, profile, plan and request, the later the stronger", () => {
  const preferences = Preferences.of({
    parameters: { temperature: 0.1, top_p: 0.1, top_k: 1, seed: 1, max_tokens: 1, min_p: 0.1, stop: "g" },
    providers: { work: { kind: "openai", parameters: { top_p: 0.2, top_k: 2, seed: 2, max_tokens: 2, min_p: 0.2 } } },
    models: {
      [MODEL]: {
        parameters: { top_k: 3, seed: 3, max_tokens: 3, min_p: 0.3 },
        profiles: { mine: { max_tokens: 5 } },
      },
    },
    profiles: { mine: { seed: 4, max_tokens: 4, min_p: 0.4 } },
  });
  const { parameters, origins, profile } = preferences.parameters({
    model: MODEL,
    provider: "work",
    profile: "mine",
    plan: [{ table: { set: { minP: 0.6 }, unset: [] }, where: () => "plan.toml:3" }],
    request: { stop: ["r"] },
  });
  assertEquals(profile, "mine");
  assertEquals(parameters, { temperature: 0.1, topP: 0.2, topK: 3, seed: 4, maxTokens: 5, minP: 0.6, stop: ["r"] });
  assertEquals(Object.fromEntries(origins.map(({ parameter, from }) => [parameter, from])), {
    temperature: "global",
    top_p: "provider",
    top_k: "model",
    seed: "profile",
    max_tokens: "profile",
    min_p: "plan",
    stop: "request",
  });
  assertEquals(origins.find(({ parameter }) => parameter === "min_p")?.overridden.map(({ where }) => where), [
    "profiles.mine.min_p",
    'models."openai/gpt-4o".parameters.min_p',
    "providers.work.parameters.min_p",
    "parameters.min_p",
  ]);
});

Deno.test("whatever levels set a parameter, the strongest one gives it", () => {
  const level = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
  const levels = fc.tuple(level, level, level, level, level, level, level, level);
  fc.assert(fc.property(levels, (values) => {
    const [global, kind, provider, model, profile, own, plan, request] = values;
    const of = (value: number | undefined): RawTable => value === undefined ? {} : { top_p: value };
    const { parameters, origins } = Preferences.of({
      parameters: of(global),
      providers: { openai: { parameters: of(kind) }, work: { kind: "openai", parameters: of(provider) } },
      models: { [MODEL]: { parameters: of(model), profiles: { precise: of(own) } } },
      profiles: { precise: of(profile) },
    }).parameters({
      model: MODEL,
      provider: "work",
      profile: "precise",
      plan: [{ table: { set: plan === undefined ? {} : { topP: plan }, unset: [] }, where: () => "plan" }],
      request: request === undefined ? {} : { topP: request },
    });
    const strongest = values.findLastIndex((value) => value !== undefined);
    assertEquals(parameters.topP, values[strongest]);
    const names = ["global", "provider", "provider", "model", "profile", "profile", "plan", "request"];
    const origin = origins.find(({ parameter }) => parameter === "top_p");
    assertEquals(origin?.from, names[strongest]);
    assertEquals(origin?.overridden.length ?? 0, Math.max(0, values.filter((value) => value !== undefined).length - 1));
  }));
});

Deno.test("of one level, the project's file goes before the user's, and a level before a file", () => {
  const preferences = ofFiles({
    user: { parameters: { temperature: 0.1 }, models: { [MODEL]: { parameters: { top_p: 0.3 } } } },
    project: { parameters: { temperature: 0.2, top_p: 0.4 } },
  });
  const { parameters, origins } = preferences.parameters({ model: MODEL });
  assertEquals(parameters, { temperature: 0.2, topP: 0.3 });
  assertEquals(origins.map(({ where, overridden }) => [where, overridden.map(({ where }) => where)]), [
    ["project#parameters.temperature", ["user#parameters.temperature"]],
    ['user#models."openai/gpt-4o".parameters.top_p', ["project#parameters.top_p"]],
  ]);
});

Deno.test("the project's file can take away what the user's gives", () => {
  const preferences = ofFiles({
    user: { parameters: { temperature: 0.1, seed: 1 } },
    project: { parameters: { unset: ["temperature"] } },
  });
  const { parameters, origins } = preferences.parameters({ model: MODEL });
  assertEquals(parameters, { seed: 1 });
  assertEquals(origins.map(({ parameter, value, where }) => [parameter, value, where]), [
    ["seed", 1, "user#parameters.seed"],
    ["temperature", null, "project#parameters.unset"],
  ]);
});

Deno.test("the profile is the one that is named, else the model's, else the default one, and null is none", () => {
  const preferences = Preferences.of({
    defaults: { profile: "creative" },
    models: { [MODEL]: { profile: "precise" } },
  });
  assertEquals(preferences.parameters({ model: MODEL }).parameters, { temperature: 0 });
  assertEquals(preferences.parameters({ model: "acme/parrot" }).parameters, { temperature: 1 });
  assertEquals(preferences.parameters({ model: MODEL, profile: "economical" }).parameters, { maxTokens: 1024 });
  assertEquals(preferences.parameters({ model: MODEL, profile: null }), { parameters: {}, origins: [], profile: null });
});

Deno.test("a profile of a preset's name adds to it", () => {
  const preferences = Preferences.of({ profiles: { precise: { top_p: 0.5 } } });
  const { parameters, origins } = preferences.parameters({ model: MODEL, profile: "precise" });
  assertEquals(parameters, { temperature: 0, topP: 0.5 });
  assertEquals(origins.map(({ from, where }) => [from, where]), [
    ["preset", "the preset precise"],
    ["profile", "profiles.precise.top_p"],
  ]);
  assertEquals(preferences.profile("precise").parameters, parameters);
});

Deno.test("a profile that there is not is an error with the nearest name", () => {
  const preferences = Preferences.of({
    profiles: { careful: {} },
    models: { [MODEL]: { profiles: { terse: { max_tokens: 5 } } } },
  });
  const error = assertThrows(() => preferences.parameters({ model: MODEL, profile: "carefull" }), UserError);
  assertEquals(
    error.message,
    'Cannot use the profile as there is none of the name (did you mean "careful"?): current value is "carefull", and ' +
      "there are careful, creative, economical, precise, terse",
  );
  assertEquals(error.exitCode, 2);
  assertEquals(preferences.parameters({ model: MODEL, profile: "terse" }).parameters, { maxTokens: 5 });
  for (
    const use of [
      () => preferences.parameters({ model: "acme/parrot", profile: "terse" }),
      () => preferences.profile("terse"),
    ]
  ) {
    assertThrows(use, UserError, `none of the name (it is one of ${MODEL} alone): current value is "terse"`);
  }
  assertEquals(preferences.profileNames(), ["careful", "creative", "economical", "precise"]);
});

Deno.test("presets are what every wire format can say", () => {
  assertEquals(Object.fromEntries([...PRESETS].map(([name, { set }]) => [name, set])), {
    precise: { temperature: 0 },
    creative: { temperature: 1 },
    economical: { maxTokens: 1024 },
  });
});

Deno.test("what is wrong in code's own preferences is said when it is used", () => {
  const preferences = Preferences.of({ parameters: { temprature: 1 } });
  assertThrows(() => preferences.parameters({ model: MODEL }), UserError, 'did you mean "temperature"?');
});

Deno.test("without a section a provider is as its row and the defaults have it", () => {
  assertEquals(Preferences.of({}).provider("openai", OPENAI), {
    name: "openai",
    kind: "openai",
    isGiven: false,
    enabled: true,
    baseUrl: null,
    wire: null,
    credential: null,
    catalogFallback: true,
    lifetimesMs: { models: 3_600_000, endpoints: null, health: null },
    transport: { ...defaultTransportSettings, guessedLimits: { requestsPerMinute: 500 } },
  });
});

Deno.test("a provider's own section goes before its kind's, that before the row, and that before the defaults", () => {
  const preferences = Preferences.of({
    providers: {
      openai: {
        enabled: false,
        base_url: "https://elsewhere.example/v1",
        credential: "openai/home",
        catalog_fallback: false,
        lifetimes: { models: "2h", health: "10s" },
        limits: { requests_per_minute: 50, tokens_per_minute: 9000, usd_per_day: "5" },
        retry: { max_tries: 2 },
        breaker: { min_calls: 3 },
      },
      work: {
        kind: "openai",
        base_url: "https://proxy.example/v1/",
        wire: "openai-chat",
        credential: "openai/work",
        lifetimes: { models: "30m" },
        limits: { tokens_per_minute: 100, adaptive: false },
        retry: { base_ms: 9 },
        timeouts: { total_ms: 1000 },
      },
    },
  });
  assertEquals(preferences.providerKind("work"), "openai");
  assertEquals(preferences.provider("work", OPENAI), {
    name: "work",
    kind: "openai",
    isGiven: true,
    enabled: true,
    baseUrl: "https://proxy.example/v1",
    wire: "openai-chat",
    credential: "openai/work",
    catalogFallback: false,
    lifetimesMs: { models: 1_800_000, endpoints: null, health: 10_000 },
    transport: {
      limits: { requestsPerMinute: 50, tokensPerMinute: 100, usdPerDay: "5", adaptive: false },
      guessedLimits: {},
      retry: { ...defaultTransportSettings.retry, maxTries: 2, baseMs: 9 },
      timeouts: { ...defaultTransportSettings.timeouts, totalMs: 1000 },
      breaker: { ...defaultTransportSettings.breaker, minCalls: 3 },
    },
  });
  assertEquals(preferences.provider("openai", OPENAI).enabled, false);
});

Deno.test("a section that is named as a row but is of another kind says nothing of that row's other providers", () => {
  const preferences = Preferences.of({
    parameters: { seed: 1 },
    providers: {
      openai: { kind: "azure", limits: { concurrency: 1 }, parameters: { seed: 2 } },
      work: { kind: "openai" },
    },
  });
  assertEquals(preferences.provider("work", OPENAI).transport.limits, {});
  assertEquals(preferences.parameters({ model: MODEL, provider: "work" }).parameters, { seed: 1 });
  assertEquals(preferences.parameters({ model: MODEL, provider: "openai" }).parameters, { seed: 2 });
});

Deno.test("what a model's section says of its endpoints has the aliases of providers looked up", () => {
  const preferences = Preferences.of({
    aliases: { providers: { or: "openrouter" } },
    models: {
      [MODEL]: {
        allow: ["or", "azure"],
        ban: ["or"],
        endpoints: ["openai/gpt-4o@or/azure"],
        require: ["tools", "json_schema", "logit_bias"],
      },
    },
  });
  assertEquals(preferences.model(MODEL), {
    allow: ["openrouter", "azure"],
    ban: ["openrouter"],
    endpoints: ["openai/gpt-4o@openrouter/azure"],
    capabilities: ["tools", "jsonSchema"],
    parameters: ["logit_bias"],
  });
  assertEquals(preferences.model("acme/parrot"), { capabilities: [], parameters: [] });
  assertEquals(preferences.providerName("or"), "openrouter");
  assertEquals(preferences.providerName("azure"), "azure");
});

Deno.test("without a name the default model is meant, and without one it is an error", () => {
  const preferences = Preferences.of({ defaults: { model: "fast" }, aliases: { models: { fast: MODEL } } });
  assertEquals(preferences.models([], []).models, [MODEL]);
  assertEquals(preferences.models(["acme/parrot"], []).models, ["acme/parrot"]);
  assertThrows(() => Preferences.of({}).models([], []), UserError, "no default one");
});

Deno.test("a sweep's preferences are those of the project's file alone", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/user.toml`, "[parameters]\ntemperature = 0.1\nseed = 1\n");
    await Deno.writeTextFile(`${folder}/tapedeck.toml`, "\n[parameters]\ntemperature = 0.2\n");
    const env = (name: string) => name === "TAPEDECK_CONFIG" ? `${folder}/user.toml` : undefined;
    const loaded = await loadConfig({ cwd: folder, env });
    const all = new Preferences(loaded).parameters({ model: MODEL });
    assertEquals(all.parameters, { temperature: 0.2, seed: 1 });
    assertEquals(all.origins.map(({ where }) => where), [`${folder}/user.toml:3`, `${folder}/tapedeck.toml:3`]);
    assertEquals(Preferences.ofProject(loaded).parameters({ model: MODEL }).parameters, { temperature: 0.2 });
    assertEquals(Preferences.ofProject({ ...loaded, files: [] }).config, {});
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
