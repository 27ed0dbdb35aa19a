import { assertEquals } from "@std/assert";
import { checkReferences, type ConfigFile, type KeyPath } from "../../src/config/mod.ts";

const known = { kinds: ["openai", "azure", "openai-compatible"], wires: ["openai-chat"], policies: ["cost"] };
const originOf = (path: KeyPath) => ({ role: "user" as const, path: "t.toml", line: path.length });

function problemsOf(config: ConfigFile, others = {}): string[] {
  return checkReferences({ config, originOf }, { ...known, ...others }).map(({ where, rule }) => `${where} ${rule}`);
}

Deno.test("presets, profiles and those of a model are there", () => {
  const config: ConfigFile = {
    defaults: { profile: "precise" },
    profiles: { mine: {} },
    models: { "a/b": { profile: "own", profiles: { own: {} } }, "c/d": { profile: "mine" } },
  };
  assertEquals(problemsOf(config), []);
  assertEquals(problemsOf({ ...config, defaults: { profile: "own" } }), [], "some model has it");
  assertEquals(problemsOf({ models: { "c/d": { profile: "own" }, "a/b": { profiles: { own: {} } } } }), [
    'models."c/d".profile names a profile that there is not: current value is "own"',
  ]);
});

Deno.test("a provider is of a kind that there is, by its kind or by its name", () => {
  assertEquals(problemsOf({ providers: { openai: {}, work: { kind: "openai" } } }), []);
  assertEquals(problemsOf({ providers: { openay: {}, work: { kind: "azurre" } } }), [
    'providers.openay names a kind of provider that there is not (did you mean "openai"?): current value is "openay"',
    'providers.work.kind names a kind of provider that there is not (did you mean "azure"?): current value is "azurre"',
  ]);
});

Deno.test("what plugins and modules bring is not known", () => {
  const config: ConfigFile = {
    providers: { acme: { wire: "acme-chat" } },
    endpoints: [{ key: "a/b@acme", wire: "acme-chat" }],
    routing: { policy: "mine" },
  };
  assertEquals(problemsOf(config).length, 4);
  assertEquals(
    problemsOf({ ...config, plugins: ["npm:acme"], routing: { policy: "mine", policies: ["./mine.ts"] } }),
    [],
  );
});

Deno.test("a credential that is named is set up, unless it may stand elsewhere", () => {
  const config: ConfigFile = {
    providers: { openai: { credential: "openai/work" } },
    endpoints: [{ key: "a/b@box", credential: "box/key" }],
    credentials: { "openai/work": { env: "A" } },
  };
  assertEquals(problemsOf(config), [
    'endpoints[0].credential names a credential that there is not: current value is "box/key"',
  ]);
  assertEquals(problemsOf(config, { anyCredential: true }), []);
});

Deno.test("aliases and groups that stand for themselves are told of, each where it stands", () => {
  const found = problemsOf({
    aliases: { models: { a: "g", fine: "x/y" } },
    groups: { g: ["a"], fine2: ["fine", "openai/*"] },
  });
  assertEquals(found.map((line) => line.slice(0, line.indexOf(":"))), [
    "aliases.models.a stands for itself",
    "groups.g stands for itself",
  ]);
});

Deno.test("a name that is nearly an alias, a group or a provider of one's own is a mistake", () => {
  const found = problemsOf({
    defaults: { model: "fastt" },
    aliases: { models: { fast: "openai/gpt-4o-mini" }, providers: { or: "azure" } },
    groups: { cheap: ["fasst", "openai/*", "fast@or", "fast@azure", "chepa"] },
    providers: { gateway: { kind: "openai" } },
    models: { "a/b": { allow: ["gatway", "azure", "deepinfra"], ban: ["gateway"] } },
  });
  assertEquals(found, [
    'defaults.model names a model, an alias or a group that there is not (did you mean "fast"?): current value is "fastt"',
    'groups.cheap[0] names a model, an alias or a group that there is not (did you mean "fast"?): current value is "fasst"',
    'groups.cheap[4] names a model, an alias or a group that there is not (did you mean "cheap"?): current value is "chepa"',
    'models."a/b".allow[0] names a provider that there is not (did you mean "gateway"?): current value is "gatway"',
  ]);
});

Deno.test("a name that may be somebody else's is no mistake, and neither is a provider that a row, an endpoint or a plugin brings", () => {
  const config: ConfigFile = {
    defaults: { model: "gpt-4o" },
    models: { "a/b": { endpoints: ["a/b@azure/eu", "a/b@box", "a/b@nobody"], ban: ["together"] } },
    endpoints: [{ key: "a/b@box/q4" }],
  };
  assertEquals(problemsOf(config), [
    'models."a/b".endpoints[2] names a provider that there is not: current value is "nobody"',
  ]);
  assertEquals(problemsOf({ ...config, plugins: ["npm:acme"] }), []);
});
