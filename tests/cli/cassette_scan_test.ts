import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const TOKEN = "q7TzX2lm9KcVw4Rb8NdYs5";

async function run(cwd: string, ...args: string[]) {
  const io = testIo({ cwd });
  const code = await main(["cassette", ...args], io);
  return { code, ...io.written };
}

Deno.test("scan prints where each credential stands, never the credential, and ends with 1", async () => {
  using folder = tempDir();
  Deno.writeTextFileSync(`${folder.path}/a.env`, `NAME=x\nMY_TOKEN=${TOKEN}\n`);
  Deno.writeTextFileSync(`${folder.path}/b.md`, "nothing\n");
  const { code, stdout, stderr } = await run(folder.path, "scan", "a.env", "b.md");
  assertEquals(code, 1);
  assertStringIncludes(stdout, "a.env:2:10  field MY_TOKEN  MY_TOKEN=[redacted]\n");
  assertStringIncludes(stdout, "1 credential in 1 file of 2");
  assertFalse((stdout + stderr).includes(TOKEN));
});

Deno.test("scan of clean files ends with 0, and tells it as JSON", async () => {
  using folder = tempDir();
  Deno.writeTextFileSync(`${folder.path}/b.md`, "nothing\n");
  const clean = await run(folder.path, "scan", ".");
  assertEquals([clean.code, clean.stdout], [0, "No credentials in 1 file\n"]);
  const { code, stdout } = await run(folder.path, "scan", "b.md", "--json");
  assertEquals([code, JSON.parse(stdout)], [0, { files: 1, findings: [] }]);
});

Deno.test("scan as JSON has every finding with its place", async () => {
  using folder = tempDir();
  Deno.writeTextFileSync(`${folder.path}/a.json`, `{\n "api_key": "${TOKEN}"\n}`);
  const { code, stdout } = await run(folder.path, "scan", "a.json", "--json");
  const path = `${folder.path}/a.json`;
  const finding = { path, name: "field api_key", line: 2, column: 14, excerpt: '"api_key": "[redacted]"' };
  assertEquals([code, JSON.parse(stdout)], [1, { files: 1, findings: [finding] }]);
});

Deno.test("scrub cleans a file, and scanning it again finds nothing", async () => {
  using folder = tempDir();
  Deno.writeTextFileSync(`${folder.path}/a.json`, `{"api_key":"${TOKEN}","again":"${TOKEN}"}`);
  const copy = await run(folder.path, "scrub", "a.json", "--output", "b.json");
  assertEquals([copy.code, copy.stdout], [0, `2 credentials replaced: ${folder.path}/b.json\n`]);
  assertStringIncludes(Deno.readTextFileSync(`${folder.path}/a.json`), TOKEN);
  const { code, stdout } = await run(folder.path, "scrub", "a.json", "--json");
  assertEquals([code, JSON.parse(stdout)], [0, { replaced: 2, output: `${folder.path}/a.json`, cassette: false }]);
  assertEquals(JSON.parse(Deno.readTextFileSync(`${folder.path}/a.json`)), {
    api_key: "[redacted]",
    again: "[redacted]",
  });
  assertEquals((await run(folder.path, "scan", ".")).code, 0);
});

Deno.test("a path that is not there is a user's mistake", async () => {
  using folder = tempDir();
  for (const command of ["scan", "scrub"]) {
    const { code, stderr } = await run(folder.path, command, "none");
    assertEquals(code, 1);
    assertStringIncludes(stderr, `Cannot ${command}`);
  }
});

Deno.test("scan, ls and verify of a folder follow links to files, and no links to folders or to nothing", async () => {
  using elsewhere = tempDir();
  using folder = tempDir();
  Deno.writeTextFileSync(`${elsewhere.path}/a.env`, `MY_TOKEN=${TOKEN}\n`);
  const header = { tapedeck: 2, created: "2026-01-01T00:00:00.000Z", recorder: "tapedeck/0", redaction: 2 };
  Deno.writeTextFileSync(`${elsewhere.path}/tape.jsonl`, `${JSON.stringify(header)}\n`);
  for (const name of ["a.env", "tape.jsonl"]) {
    Deno.symlinkSync(`${elsewhere.path}/${name}`, `${folder.path}/${name}`);
  }
  Deno.symlinkSync(folder.path, `${folder.path}/round`);
  Deno.symlinkSync(`${folder.path}/self`, `${folder.path}/self`);
  Deno.symlinkSync(`${folder.path}/gone.jsonl`, `${folder.path}/nothing.jsonl`);
  const scanned = JSON.parse((await run(folder.path, "scan", ".", "--json")).stdout);
  assertEquals(
    [scanned.files, scanned.findings.map(({ path }: { path: string }) => path)],
    [2, [`${folder.path}/a.env`]],
  );
  for (const command of ["ls", "verify"]) {
    const { cassettes } = JSON.parse((await run(folder.path, command, ".", "--json")).stdout);
    assertEquals(cassettes.map(({ path }: { path: string }) => path), [`${folder.path}/tape.jsonl`], command);
  }
});
