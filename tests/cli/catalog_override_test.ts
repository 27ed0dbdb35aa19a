import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { loopback } from "../cassette/support.ts";
import { catalogFolder } from "./_catalog_folder.ts";

const OWN = "openai-compatible";

Deno.test("what is set holds from then on, and what is not named stays", async () => {
  await using catalog = await catalogFolder();
  const first = await catalog.document(`catalog override ${OWN} --base-url http://127.0.0.1:8080/v1`);
  assertEquals(first, {
    code: 0,
    document: {
      provider: OWN,
      set: { base_url: "http://127.0.0.1:8080/v1" },
      base_url: "http://127.0.0.1:8080/v1",
      enabled: true,
      lifetime_ms: 300_000,
    },
  });
  const second = await catalog.document(`catalog override ${OWN} --lifetime 1h --disable`);
  const set = { base_url: "http://127.0.0.1:8080/v1", enabled: false, lifetime_ms: 3_600_000 };
  assertEquals(second.document.set, set);
  assertEquals((await catalog.document(`catalog override ${OWN}`)).document.set, set);
  const { document } = await catalog.document("catalog status");
  const own = document.providers.find(({ provider }: { provider: string }) => provider === OWN);
  assertEquals([own.enabled, own.lifetime_ms, own.problem.code], [false, 3_600_000, "disabled"]);
});

Deno.test("given nothing but the provider it shows what holds, what of it was set, and sets nothing", async () => {
  await using catalog = await catalogFolder();
  const { stdout } = await catalog.run("catalog override openrouter");
  assertEquals(
    stdout,
    "openrouter, nothing of which is set\n" +
      "  base URL   https://openrouter.ai/api/v1\n  asked      yes\n  fresh for  6h\n",
  );
  await catalog.run("catalog override openrouter --lifetime 1d");
  const after = await catalog.run("catalog override openrouter");
  assert(after.stdout.startsWith("openrouter\n"), after.stdout);
  assertStringIncludes(after.stdout, "  fresh for  1d (set)\n");
  assertEquals((await catalog.document("catalog override groq")).document.set, {});
});

Deno.test("a provider is enabled again, and had as its row has it", async () => {
  await using catalog = await catalogFolder();
  const set = async (flags: string) => (await catalog.document(`catalog override groq ${flags}`)).document.set;
  assertEquals(await set("--disable --lifetime 2h"), { enabled: false, lifetime_ms: 7_200_000 });
  assertEquals(await set("--enable"), { lifetime_ms: 7_200_000 });
  assertEquals(await set("--reset --disable"), { enabled: false });
  assertEquals(await set("--reset"), {});
});

Deno.test("nobody knows where a server of one's own is until this says it", async () => {
  await using catalog = await catalogFolder();
  await using server = loopback(() => Response.json({ data: [{ id: "my-model" }] }));
  const before = await catalog.run(`catalog refresh ${OWN} --json`);
  const [{ problem }] = JSON.parse(before.stdout).lists;
  assertEquals(problem.code, "no_server");
  const command = /`tapedeck (.*) URL`/.exec(problem.reason)![1];
  assertEquals((await catalog.run(`${command} ${server.url}`)).code, 0);
  assertEquals((await catalog.document(`catalog refresh ${OWN}`)).document.lists[0].outcome, "fetched");
  await catalog.run(`catalog override ${OWN} --disable`);
  const disabled = await catalog.run(`model list --provider ${OWN}`);
  assertStringIncludes(disabled.stderr, `it is disabled (\`tapedeck catalog override ${OWN} --enable\`)`);
});

Deno.test("what cannot be set is wrong usage and changes nothing", async () => {
  await using catalog = await catalogFolder();
  for (
    const [flags, problem] of [
      ["grok --disable", 'did you mean "groq"?'],
      ["groq --disable --enable", "both disabled and enabled"],
      ["groq --lifetime long", "must be an age such as 6h"],
      ["groq --base-url localhost:8080/v1", "must be a whole HTTP URL"],
      ["groq --base-url http://127.0.0.1:8080/v1/", "without a slash at its end"],
    ]
  ) {
    const { code, stderr } = await catalog.run(`catalog override ${flags}`);
    assertEquals(code, 2, stderr);
    assertStringIncludes(stderr, problem);
  }
  assertEquals((await catalog.document("catalog override groq")).document.set, {});
});

Deno.test("the status calls the list's key so, and a reason begins with the variable at 80 columns", async () => {
  await using catalog = await catalogFolder();
  const { stdout } = await catalog.run("catalog status", { terminal: true, columns: 80 });
  const lines = stdout.split("\n");
  assertStringIncludes(lines[0], "list key");
  assert(lines.some((line) => line.startsWith("groq ") && line.includes("GROQ_API_KEY is not set")), stdout);
});

Deno.test("another model takes the place of one that is gone, and a note says so", async () => {
  await using catalog = await catalogFolder();
  assertEquals((await catalog.run("model info openai/gpt-4.5-preview")).code, 1);
  const { code, document } = await catalog.document("model migrate openai/gpt-4.5-preview openai/gpt-4.1");
  assertEquals([code, document.from, document.to, document.source], [
    0,
    "openai/gpt-4.5-preview",
    "openai/gpt-4.1",
    "user",
  ]);
  const { stdout, stderr } = await catalog.run("model info openai/gpt-4.5-preview");
  assert(stdout.startsWith("openai/gpt-4.1\n"), stdout);
  assertStringIncludes(stderr, "note: ");
});

Deno.test("nothing takes the place of a model that lists still have, and only what they have takes one", async () => {
  await using catalog = await catalogFolder();
  const listed = await catalog.run("model migrate openai/gpt-4o openai/gpt-4.1");
  assertEquals(listed.code, 1);
  assertStringIncludes(listed.stderr, "lists still have it");
  const unknown = await catalog.run("model migrate openai/gpt-4.5-preview openai/gpt-4.11");
  assertEquals(unknown.code, 1);
  assertStringIncludes(unknown.stderr, '"openai/gpt-4.1"');
});
