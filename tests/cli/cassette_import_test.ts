import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { readCommandLine } from "../../src/cli/_read_command_line.ts";
import type { Command } from "../../src/cli/command.ts";
import { cassetteExport } from "../../src/cli/commands/cassette_export.ts";
import { cassetteImport } from "../../src/cli/commands/cassette_import.ts";
import { replayTape } from "../cassette/support.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const GREETING = { scope: "https://api.test:443", method: "GET", path: "/v1/greeting", status: 200, response: "hello" };
const BROKEN = { scope: "https://api.test:443", method: "GET", path: "/v1/x", status: 42, response: "" };

async function run(command: unknown, line: string, cwd: string) {
  const io = testIo({ cwd });
  const read = command as Command;
  const { args, flags, json } = readCommandLine(read, line.split(" "));
  return await read.run({ io, json }, { args, flags });
}

function write(folder: string, files: { readonly [name: string]: unknown }) {
  for (const [name, content] of Object.entries(files)) {
    Deno.writeTextFileSync(`${folder}/${name}`, JSON.stringify(content));
  }
}

Deno.test("import tells what it brought, for people and for programs", async () => {
  using dir = tempDir();
  write(dir.path, { "nock.json": [GREETING, { ...GREETING, path: "/v1/json", response: { b: 1 } }] });
  const { text, document, exitCode } = await run(cassetteImport, "nock.json --out tape.jsonl", dir.path);
  assertStringIncludes(text, "2 recordings of 1 file on ");
  assertStringIncludes(text, "1 made again from parsed bodies, 2 without a time");
  assertEquals(exitCode, 0);
  const { interactions, reconstructed, undated, files } = document as { [name: string]: unknown };
  assertEquals([interactions, reconstructed, undated], [2, 1, 2]);
  assertEquals(files, [{ path: `${dir.path}/nock.json`, format: "nock", interactions: 2 }]);
});

Deno.test("import names what is broken and writes nothing, or leaves it out and ends with exit code 1", async () => {
  using dir = tempDir();
  write(dir.path, { "nock.json": [GREETING, BROKEN] });
  const error = await assertRejects(() => run(cassetteImport, "nock.json --out tape.jsonl", dir.path), UserError);
  assertStringIncludes(
    error.message,
    "nock.json: 1: response/status: expected a whole number from 200 to 599, received 42",
  );
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["nock.json"]);

  const { text, exitCode } = await run(cassetteImport, "nock.json --out tape.jsonl --skip-broken", dir.path);
  assertStringIncludes(text, "1 recording of 1 file");
  assertStringIncludes(text, "1 broken, left out:");
  assertEquals(exitCode, 1);
});

Deno.test("a tape that is there is kept, added to, or replaced", async () => {
  using dir = tempDir();
  write(dir.path, { "a.json": [GREETING], "b.json": [{ ...GREETING, path: "/v1/other" }] });
  await run(cassetteImport, "a.json --out tape.jsonl", dir.path);
  const before = Deno.readTextFileSync(`${dir.path}/tape.jsonl`);
  await assertRejects(() => run(cassetteImport, "b.json --out tape.jsonl", dir.path), UserError, "is there already");
  assertEquals(Deno.readTextFileSync(`${dir.path}/tape.jsonl`), before);

  await run(cassetteImport, "b.json --out tape.jsonl --append", dir.path);
  assertEquals(Deno.readTextFileSync(`${dir.path}/tape.jsonl`).split("\n").length, 4);
  assert(Deno.readTextFileSync(`${dir.path}/tape.jsonl`).startsWith(before));

  await run(cassetteImport, "b.json --out tape.jsonl --force", dir.path);
  assertEquals(Deno.readTextFileSync(`${dir.path}/tape.jsonl`).split("\n").length, 3);
});

Deno.test("names and headers of the command line go into the keys", async () => {
  using dir = tempDir();
  write(dir.path, { "a.json": [GREETING] });
  const line = "a.json --out tape.jsonl --endpoints api=https://api.test/v1 --header anthropic-version=2023-06-01";
  await run(cassetteImport, line, dir.path);
  await using tape = await replayTape(`${dir.path}/tape.jsonl`, { endpoints: { api: "http://127.0.0.1:9/v1" } });
  const response = await tape.fetch("http://127.0.0.1:9/v1/greeting", {
    headers: { "anthropic-version": "2023-06-01" },
  });
  assertEquals(await response.text(), "hello");
});

Deno.test("flags that cannot be meant are refused", async () => {
  using dir = tempDir();
  write(dir.path, { "a.json": [GREETING] });
  for (
    const [flags, reason] of [
      ["--append --force", "cannot stand beside --force"],
      ["--from postman", "from"],
      ["--endpoints api", "NAME=VALUE"],
      ["--endpoints api=http://a --endpoints api=http://b", "given twice"],
      ["--recorded-at yesterday", "recorded"],
    ]
  ) {
    const error = await assertRejects(() => run(cassetteImport, `a.json --out t.jsonl ${flags}`, dir.path), UserError);
    assertStringIncludes(error.message, reason);
    assertEquals(error.exitCode, 2);
  }
});

Deno.test("export writes a HAR that import reads back", async () => {
  using dir = tempDir();
  write(dir.path, { "a.json": [GREETING] });
  await run(cassetteImport, "a.json --out tape.jsonl --endpoints api=https://api.test/v1", dir.path);
  const line = "tape.jsonl --har tape.har --base api=https://example.com/v1/";
  const { text, document } = await run(cassetteExport, line, dir.path);
  assertStringIncludes(text, "1 recording in ");
  assertEquals((document as { bases: unknown }).bases, { api: "https://example.com/v1" });
  const { log } = JSON.parse(Deno.readTextFileSync(`${dir.path}/tape.har`));
  assertEquals(log.entries[0].request.url, "https://example.com/v1/greeting");
  await assertRejects(() => run(cassetteExport, line, dir.path), UserError, "is there already");

  await run(cassetteImport, "tape.har --out again.jsonl", dir.path);
  const keys = ["tape", "again"].map((name) =>
    JSON.parse(Deno.readTextFileSync(`${dir.path}/${name}.jsonl`).split("\n")[1]).key
  );
  assertEquals(keys[0], keys[1]);
});
