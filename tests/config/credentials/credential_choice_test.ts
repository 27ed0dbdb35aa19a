import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { credentialChoices, type CredentialSettings, type KeyedProvider } from "../../../src/config/mod.ts";
import { openai, storeOf } from "./_providers.ts";

/** Every place that a key can come from, each with a key of its own. */
const ENV = {
  OPENAI_API_KEY: "sk-row-1",
  OPENAI_KEY: "sk-row-2",
  WORK: "sk-work",
  HOME_KEY: "sk-home",
  EU_WORK: "sk-eu-work",
};
const CREDENTIALS = { "openai/work": { env: "WORK" }, "openai/home": { env: "HOME_KEY" } };
const EU = "https://eu.api.openai.com/v1";

async function keyOf(provider: KeyedProvider, settings: CredentialSettings, env = ENV): Promise<string | undefined> {
  return (await storeOf(env, settings).resolve(provider))?.reveal();
}

Deno.test("each place of a key goes before the next", async () => {
  const given = { openai: "sk-given" };
  const named = openai({ credential: "openai/home" });
  assertEquals(await keyOf(named, { given, credentials: CREDENTIALS, profile: "work" }), "sk-given");
  assertEquals(await keyOf(named, { credentials: CREDENTIALS, profile: "work" }), "sk-home");
  assertEquals(await keyOf(openai(), { credentials: CREDENTIALS, profile: "work" }), "sk-work");
  assertEquals(await keyOf(openai(), { credentials: CREDENTIALS }), "sk-row-1");
  assertEquals(await keyOf(openai(), {}, { ...ENV, OPENAI_API_KEY: " " }), "sk-row-2");
  assertEquals(await storeOf({}).resolve(openai()), null);
});

Deno.test("the profile named default counts where none is chosen", async () => {
  assertEquals(await keyOf(openai(), { credentials: { "openai/default": { env: "WORK" } } }), "sk-work");
});

Deno.test("several instances of one kind have keys of their own at the same time", async () => {
  const store = storeOf(ENV, {
    credentials: { ...CREDENTIALS, "second/work": { env: "EU_WORK" } },
    profile: "work",
  });
  const names = await Promise.all([
    store.resolve(openai()),
    store.resolve(openai({ name: "second" })),
    store.resolve(openai({ name: "third" })),
    store.resolve(openai({ name: "fourth", credential: "openai/home" })),
  ]);
  assertEquals(names.map(String), [
    "[secret openai/work]",
    "[secret second/work]",
    "[secret openai/work]",
    "[secret openai/home]",
  ]);
});

Deno.test("a key that code gives may be of an instance, of a kind, or of a credential by its name", async () => {
  assertEquals(await keyOf(openai({ name: "second" }), { given: { openai: "sk-kind", second: "sk-own" } }), "sk-own");
  assertEquals(await keyOf(openai({ name: "second" }), { given: { openai: "sk-kind" } }), "sk-kind");
  const named = openai({ credential: "openai/work" });
  assertEquals(await keyOf(named, { given: { "openai/work": "sk-given" }, credentials: CREDENTIALS }), "sk-given");
  assertEquals(await keyOf(openai(), { given: { "openai/new": "sk-new" }, profile: "new" }), "sk-new");
});

Deno.test("no key of a kind goes to another server than the kind's own", async () => {
  const settings = { credentials: CREDENTIALS, profile: "work", given: { openai: "sk-given" } };
  const moved = openai({ baseUrl: "https://evil.example/v1" });
  assertEquals(await keyOf(moved, settings), undefined);
  assertEquals(await keyOf(openai({ name: "second", baseUrl: EU }), settings), undefined);
  const refusals = credentialChoices(moved, settings).filter(({ rank }) => rank !== "other").map(({ refused }) =>
    refused
  );
  assertEquals(refusals.length, 4);
  for (const refused of refusals) assertStringIncludes(refused!, "https://evil.example, which is not openai's own");
  // The same host without encryption, and another port of it, are other places too.
  for (const baseUrl of ["http://api.openai.com/v1", "https://api.openai.com:8443/v1"]) {
    assertEquals(await keyOf(openai({ baseUrl }), settings), undefined, baseUrl);
  }
  assertEquals(await keyOf(openai({ baseUrl: "https://api.openai.com/v2" }), settings), "sk-given");
});

Deno.test("a key goes where its instance's section, or its own name, says that it belongs", async () => {
  const settings = { credentials: { ...CREDENTIALS, "eu/work": { env: "EU_WORK" } }, profile: "work" };
  assertEquals(await keyOf(openai({ baseUrl: EU, credential: "openai/home" }), settings), "sk-home");
  assertEquals(await keyOf(openai({ name: "eu", baseUrl: EU }), settings), "sk-eu-work");
  assertEquals(await keyOf(openai({ name: "eu", baseUrl: EU }), { given: { eu: "sk-given" } }), "sk-given");
});

Deno.test("one provider's key is not sent to another one without an address", async () => {
  const groq = openai({ name: "groq", kind: "groq", origin: "https://api.groq.com", credential: "openai/work" });
  const error = await assertRejects(() => keyOf(groq, { credentials: CREDENTIALS }), UserError);
  assertStringIncludes(error.message, 'with the credential "openai/work" as it is openai\'s');
  assertEquals(
    await keyOf({ ...groq, baseUrl: "https://gateway.example/v1" }, { credentials: CREDENTIALS }),
    "sk-work",
  );
});

Deno.test("what was chosen and cannot be had is an error, and no other key is taken", async () => {
  const settings = { credentials: { "openai/work": { env: "NOT_SET" } } };
  for (
    const [provider, profile] of [[openai({ credential: "openai/work" }), undefined], [openai(), "work"]] as const
  ) {
    const error = await assertRejects(() => keyOf(provider, { ...settings, profile }), UserError);
    assertStringIncludes(error.message, "NOT_SET is not set");
  }
  const unknown = await assertRejects(() => keyOf(openai({ credential: "openai/wrok" }), settings), UserError);
  assertStringIncludes(unknown.message, 'did you mean "openai/work"?');
});

Deno.test("without any key the error names all places where one could be", async () => {
  const store = storeOf({}, { credentials: { "openai/work": { env: "WORK" } } });
  const { message, exitCode } = await assertRejects(() => store.require(openai()), UserError);
  assertEquals(exitCode, 2);
  for (const part of ["env:OPENAI_API_KEY: it is not set", "openai/work: the profile is default"]) {
    assertStringIncludes(message, part);
  }
  assertEquals(await store.require(openai({ needsKey: false })), null);
});

Deno.test("whatever is set up, a key never leaves for a server that is neither its kind's nor named with it", async () => {
  const name = fc.constantFrom("openai", "second");
  const maybe = <T>(...values: T[]) => fc.constantFrom<T | undefined>(undefined, ...values);
  const given = fc.dictionary(fc.constantFrom("openai", "second", "openai/work"), fc.constant("sk-given"));
  await fc.assert(fc.asyncProperty(
    fc.record({
      name,
      baseUrl: maybe(EU),
      credential: maybe("openai/work", "second/work"),
      given,
      profile: maybe("work"),
    }),
    async ({ name, baseUrl, credential, given, profile }) => {
      const credentials = { ...CREDENTIALS, "second/work": { env: "EU_WORK" } };
      const provider = openai({ name, baseUrl, credential });
      const store = storeOf(ENV, { credentials, given, profile });
      const secret = await store.resolve(provider).catch(() => null);
      if (secret === null || baseUrl === undefined) return;
      const isOwn = secret.name === credential || (name !== "openai" && /^(?:given:)?second/.test(secret.name));
      assertEquals(isOwn, true, secret.name);
    },
  ));
});

Deno.test("a credential that the provider's section names is considered once", () => {
  const settings = { credentials: CREDENTIALS, profile: "work" };
  const names = credentialChoices(openai({ credential: "openai/work" }), settings).map(({ name }) => name);
  assertEquals(names, [...new Set(names)]);
  assertEquals(names[0], "openai/work");
});
