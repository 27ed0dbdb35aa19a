import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { providerRows } from "../../src/provider/mod.ts";
import { startSimulated } from "../../src/provider/simulated/mod.ts";
import { catalogFolder } from "./_catalog_folder.ts";

/** A project with two servers of one kind, under names of their own. */
async function project() {
  const servers = [
    startSimulated({
      endpoints: [{ model: "simulated/chat", price: { inputUsd: "0.00001", outputUsd: "0.00003" } }],
    }),
    startSimulated({
      endpoints: [{
        model: "simulated/chat",
        price: { inputUsd: "0.0000002", outputUsd: "0.0000006" },
        capability: { refuses: ["tools"] },
      }],
    }),
  ];
  const folder = await catalogFolder();
  const sections = ["dear", "cheap"].map((name, i) =>
    `[providers.${name}]\nkind = "simulated"\nbase_url = "${servers[i].origin}/v1"\n`
  );
  await Deno.writeTextFile(
    `${folder.path}/tapedeck.toml`,
    `version = 1\n[routing]\npolicy = "cost"\n${sections.join("")}[providers.off]\nkind = "openai"\nenabled = false\n`,
  );
  return {
    folder,
    servers,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("the lists of providers that are set up are fetched and shown under their names", async () => {
  await using box = await project();
  const { folder } = box;
  const refreshed = await folder.document("catalog refresh dear cheap");
  assertEquals(
    refreshed.document.lists.map(({ provider, outcome, rows }: Record<string, unknown>) => [provider, outcome, rows]),
    [["dear", "fetched", 1], ["cheap", "fetched", 1]],
  );
  const { stdout } = await folder.run("catalog status");
  const rows = stdout.split("\n").filter((line) => /^(dear|cheap|off) /.test(line));
  assertEquals(rows.length, 3);
  assertStringIncludes(rows.find((line) => line.startsWith("off "))!, "it is switched off");
  assertStringIncludes((await folder.run("model list --provider cheap")).stdout, "simulated/chat");
  const info = (await folder.run("model info simulated/chat")).stdout;
  assertStringIncludes(info, "@cheap");
  assertStringIncludes(info, "json_schema");
});

Deno.test("route explain knows what the lists of one's own servers say, and fetches them if asked to", async () => {
  await using box = await project();
  const { folder } = box;
  const before = await folder.run("route explain simulated/chat");
  assertEquals(before.code, 2);
  assertStringIncludes(before.stderr, "tapedeck catalog refresh fetches newer lists");
  const { document } = await folder.document("route explain simulated/chat --refresh --max-tokens 100");
  assertEquals(document.asked, ["simulated/chat@cheap", "simulated/chat@dear"]);
  const [cheap, dear] = document.audit.candidates.map((one: { expected_usd: string }) => Number(one.expected_usd));
  assert(cheap > 100 * 0.0000006 && cheap < 120 * 0.0000006, `100 tokens of the answer, few of the prompt: ${cheap}`);
  assert(dear > 100 * 0.00003 && dear < 120 * 0.00003, `100 tokens of the answer, few of the prompt: ${dear}`);
  const tools = await folder.run("route explain simulated/chat --tools");
  assertStringIncludes(tools.stdout, "simulated/chat by cost: simulated/chat@dear");
  assertStringIncludes(tools.stdout, "capabilities: it cannot do tools → do without tools");
});

Deno.test("providers of the configuration stand before those of the table, and can be looked at", async () => {
  await using box = await project();
  const { folder, servers } = box;
  const { document } = await folder.document("provider list");
  const keys = document.providers.map(({ key }: { key: string }) => key);
  assertEquals(keys, ["dear", "cheap", "off", ...providerRows.map(({ key }) => key)]);
  const info = await folder.run("provider info cheap");
  assertStringIncludes(info.stdout, "Simulated (cheap)");
  assertStringIncludes(info.stdout, `${servers[1].origin}/v1`);
  const row = await folder.run("provider info google");
  assertStringIncludes(row.stdout, "Google Gemini (gemini)");
});

Deno.test("a configuration that is not valid is an error of catalog commands, too", async () => {
  await using folder = await catalogFolder();
  await Deno.writeTextFile(`${folder.path}/tapedeck.toml`, "version = 1\n[providers.x]\nkindd = 1\n");
  const { code, stderr } = await folder.run("model list");
  assert(code !== 0);
  assertStringIncludes(stderr, 'did you mean "kind"?');
});

Deno.test("endpoints that are declared are listed, found and shown as the user's own", async () => {
  await using folder = await catalogFolder();
  await Deno.writeTextFile(
    `${folder.path}/tapedeck.toml`,
    `version = 1

[[endpoints]]
key = "me/mine@rented"
base_url = "http://rented/v1"
context_tokens = 8192
price = { input_per_1m_usd = "0.15", output_per_1m_usd = "0.6" }
`,
  );
  const { stdout } = await folder.run("model list --discovered --limit 1");
  assertStringIncludes(stdout, "me/mine");
  assertStringIncludes(stdout, "rented: 1 model of your configuration");
  const { document } = await folder.document("model list --provider rented");
  assertEquals(document.discovered.map(({ key, badges }: Record<string, unknown>) => [key, badges]), [
    ["me/mine", ["own"]],
  ]);
  const info = await folder.document("model info me/mine");
  assertEquals(info.document.endpoints.map(({ key, tier }: Record<string, unknown>) => [key, tier]), [
    ["me/mine@rented", "config"],
  ]);
  assertEquals(info.document.price_origin, { source: "user", as_of: null });
  assertStringIncludes((await folder.run("model info me/mine")).stdout, "declared as");
  assertStringIncludes((await folder.run("model search mine")).stdout, "me/mine");
  const status = (await folder.run("catalog status")).stdout.split("\n").find((line) => line.startsWith("rented "));
  assertStringIncludes(status!, "config");
});
