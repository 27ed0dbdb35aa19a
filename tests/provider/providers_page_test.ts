import { assertEquals } from "@std/assert";
import { loadProvider, providerRows } from "../../src/provider/mod.ts";
import { parsePlan } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

const PAGE = await Deno.readTextFile(new URL("../../docs/providers.md", import.meta.url));

/** The cells of the table under a heading, its titles left out. */
function tableUnder(heading: string): string[][] {
  const lines = PAGE.slice(PAGE.indexOf(heading)).split("\n");
  const start = lines.findIndex((line) => line.startsWith("|"));
  const end = lines.findIndex((line, i) => i > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test("the page has the table as it is", () => {
  const code = (text: string) => `\`${text}\``;
  const rows = providerRows.map((row) => {
    const origin = row.origin ?? row.defaultOrigin;
    return [
      code(row.key),
      row.name,
      origin === undefined ? "your own" : code(origin + row.basePath),
      [row.wire, ...row.doors.map(({ wire }) => wire)].map(code).join(", "),
      row.keyEnv.map(code).join(", ") || "none",
    ];
  });
  assertEquals(tableUnder("## The table"), rows);
});

Deno.test("the page has every field of a provider", () => {
  const named = new Set(tableUnder("## A provider of your own").flatMap(([cell]) => cell.match(/\w+/g) ?? []));
  const fields = new Set(providerRows.flatMap((row) => Object.keys(row)));
  for (const field of fields) assertEquals(named.has(field), true, field);
});

Deno.test("the plan of the page takes the example and the model of the AI SDK that the page has", async () => {
  using dir = tempDir();
  const [, toml] = /```toml\n([^`]*plugins[^`]*)```/.exec(PAGE)!;
  const [, module] = /```ts ignore\n([^`]*fromAiSdk[^`]*)```/.exec(PAGE)!;
  await Deno.writeTextFile(`${dir.path}/openai_sdk.ts`, module);
  const runner = await loadProvider("docs/examples/provider_plugin/mod.ts");
  const plan = await parsePlan(toml, {
    path: "plan.toml",
    loadPlugin: async (specifier) =>
      specifier === "acme.ts" ? { ...runner, key: "acme" } : await loadProvider(`${dir.path}/openai_sdk.ts`),
  });
  assertEquals(plan.endpoints.map(({ key, baseUrl, wire, apiKeyEnv }) => [key, baseUrl, wire, apiKeyEnv]), [
    ["qwen/qwen3-8b@acme", "https://runner.example/v2", "envelope-chat", "JOB_RUNNER_KEY"],
    ["openai/gpt-4o-mini@openai-sdk", "", "ai-sdk", null],
  ]);
});
