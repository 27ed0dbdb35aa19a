import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { main } from "../../src/cli/main.ts";
import { providerRows } from "../../src/provider/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo, type TestIoOptions } from "./_test_io.ts";

const EXAMPLE = new URL("../../docs/examples/provider_plugin/", import.meta.url).pathname;
const ROOM = new URL("../../src/provider/mod.ts", import.meta.url).href;

async function run(words: readonly string[], options: TestIoOptions = {}) {
  const io = testIo(options);
  const code = await main(["provider", ...words], io);
  return { code, ...io.written };
}

async function documentOf(words: readonly string[], options: TestIoOptions = {}) {
  const { code, stdout } = await run([...words, "--json"], options);
  return { code, document: JSON.parse(stdout) };
}

Deno.test("list shows every provider, and whose key is set without showing it", async () => {
  const env = { GROQ_API_KEY: "gsk_filler", OPENAI_API_KEY: "" };
  const { code, stdout } = await run(["list"], { env });
  assertEquals(code, 0);
  for (const { name } of providerRows) assertStringIncludes(stdout, name);
  assert(!stdout.includes("gsk_filler"));
  const lineOf = (key: string) => stdout.split("\n").find((line) => line.startsWith(`${key} `))!;
  assertStringIncludes(lineOf("groq"), "GROQ_API_KEY is set");
  assert(lineOf("openai").endsWith("not set"), "an empty variable is none");
  assert(lineOf("ollama").endsWith("not needed"));
  assertStringIncludes(lineOf("ollama"), "http://127.0.0.1:11434/api");
  assertStringIncludes(lineOf("simulated"), "openai-chat and 4 more");
});

Deno.test("list gives a program all that is known, keys as names alone", async () => {
  const { document } = await documentOf(["list"], { env: { MISTRAL_API_KEY: "filler-of-a-key" } });
  assertEquals(document.providers.length, providerRows.length);
  const mistral = document.providers.find(({ key }: { key: string }) => key === "mistral");
  assertEquals(mistral.key_env, [{ name: "MISTRAL_API_KEY", is_set: true }]);
  assertEquals(mistral.renames.seed, "random_seed");
  assert(!JSON.stringify(document).includes("filler-of-a-key"));
});

Deno.test("info shows where a provider is, what it speaks and what one has to know of it", async () => {
  const { code, stdout } = await run(["info", "openai"], { env: { OPENAI_API_KEY: "sk-filler" } });
  assertEquals(code, 0);
  for (
    const part of [
      "OpenAI (openai)",
      "https://api.openai.com/v1",
      'header authorization, behind "Bearer"',
      "OPENAI_API_KEY (set)",
      "/models, with a key, fresh for 1h",
      "max_tokens to max_completion_tokens",
      "top_k",
      "openai-project-key",
      "- Its reasoning models refuse max_tokens",
    ]
  ) assertStringIncludes(stdout, part);
  assert(!stdout.includes("sk-filler"));
  const gemini = await run(["info", "google"]);
  assertStringIncludes(gemini.stdout, "also speaks     openai-chat at https://generativelanguage.googleapis.com");
  assertStringIncludes((await run(["info", "azure"])).stdout, "is given with an endpoint");
});

Deno.test("info tells limits in words, and whose they are where no number is known", async () => {
  const limitsOf = async (key: string) => /^limits +(.*)$/m.exec((await run(["info", key])).stdout)![1];
  assertEquals(
    await limitsOf("groq"),
    "30 requests a minute, 1,000 requests a day, 6,000 tokens a minute for a new account",
  );
  assertEquals(await limitsOf("openrouter"), "the account's own, as answers tell them");
  assertEquals(await limitsOf("ollama"), "1 at once");
  assertEquals(await limitsOf("lmstudio"), "none of its own");
});

Deno.test("info --json has the same facts as the list", async () => {
  for (const key of ["anthropic", "cohere", "simulated"]) {
    const { document } = await documentOf(["info", key]);
    const { document: all } = await documentOf(["list"]);
    assertEquals(document, all.providers.find((one: { key: string }) => one.key === key));
  }
});

Deno.test("info of a name that nobody has is wrong usage", async () => {
  const { code, stderr } = await run(["info", "gemni"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'did you mean "gemini"?');
});

Deno.test("check tells that the example keeps every law", async () => {
  const { code, stdout } = await run(["check", "mod.ts", "--golden", "golden"], { cwd: EXAMPLE });
  assertEquals([code, stdout.split("\n").length], [0, 3]);
  assertStringIncludes(stdout, "Job runner (job-runner) keeps every law");
  assertStringIncludes(stdout, "not checked: It makes no embeddings");
});

Deno.test("check --all names every law, --json gives the report", async () => {
  const { stdout } = await run(["check", "groq", "--all"]);
  for (const law of ["toWire/pure", "fromWire/cut", "errors/rateLimit", "models/total"]) {
    assertStringIncludes(stdout, law);
  }
  const { code, document } = await documentOf(["check", "groq", "--seed", "another"]);
  assertEquals([code, document.ok, document.provider, document.seed], [0, true, "groq", "another"]);
  assertEquals(Object.keys(document.checks[0]), ["about", "law", "says", "status", "message"]);
});

Deno.test("check ends with 1 where a law is broken, and says which and by what", async () => {
  using dir = tempDir();
  const text = `import { findProvider, openaiChat } from ${JSON.stringify(ROOM)};
const format = { ...openaiChat, toWire: (request, endpoint) => openaiChat.toWire({ ...request, seed: undefined }, endpoint) };
export default { ...findProvider("openai-compatible"), key: "forgetful", name: "Forgetful", format };`;
  await Deno.writeTextFile(join(dir.path, "forgetful.js"), text);
  const { code, stdout } = await run(["check", "./forgetful.js"], { cwd: dir.path });
  assertEquals(code, 1);
  assertStringIncludes(stdout, "broken  openai-chat  toWire/carries seed");
  assertStringIncludes(stdout, "424242 is dropped without a warning");
  assertStringIncludes(stdout, "Forgetful (forgetful) breaks 2 laws of");
});

Deno.test("check ends with 2 where there is no provider or no golden file to check with", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(join(dir.path, "five.js"), "export default 5;");
  for (const specifier of ["./gone.js", "./five.js", "npm:", "opnai"]) {
    const { code, stderr } = await run(["check", specifier], { cwd: dir.path });
    assertEquals(code, 2, specifier);
    assert(stderr.startsWith("error: "), stderr);
  }
  const { code, stderr } = await run(["check", "groq", "--golden", "gone"], { cwd: dir.path });
  assertEquals(code, 2);
  assertStringIncludes(stderr, "Cannot read the golden files");
});

Deno.test("a word that is no provider and no file is named with the nearest provider", async () => {
  const { code, stderr } = await run(["check", "opnrouter"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'neither a key of the table nor a file (did you mean "openrouter"?)');
});
