import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { tempFolder } from "../cassette/support.ts";
import { decisionLine, interactionLine, writeTape } from "../cassette/upkeep/support.ts";
import { testIo } from "./_test_io.ts";

async function run(folder: string, line: string) {
  const io = testIo({ cwd: folder });
  const code = await main(["cassette", ...line.split(" ")], io);
  return { code, ...io.written };
}

/** A folder with two cassettes, one that is too new, one that ends in no JSON, and a HAR. */
async function folderOfAll() {
  const folder = await tempFolder();
  const { path } = folder;
  await writeTape(`${path}/a.jsonl`, [interactionLine(), decisionLine("cell_1", "endpoint", "x")]);
  await writeTape(`${path}/b.jsonl`, [interactionLine({ prompt: "b" })]);
  await writeTape(`${path}/newer.jsonl`, [interactionLine()], { tapedeck: 99 });
  await writeTape(`${path}/broken.jsonl`, [interactionLine(), "no JSON at all", interactionLine({ prompt: "c" })]);
  // Replays of each of them, which played nothing.
  const replays = ["a", "absent", "newer", "broken"].map((name) => ({
    usage: 1,
    cassette: `${path}/${name}.jsonl`,
    at: "2026-01-02T00:00:00.000Z",
    played: {},
  }));
  await Deno.writeTextFile(`${path}/usage.jsonl`, replays.map((one) => `${JSON.stringify(one)}\n`).join(""));
  await main(["cassette", "export", "a.jsonl", "--har", "a.har"], testIo({ cwd: path }));
  return folder;
}

/** All files, byte for byte. */
async function filesOf(folder: string): Promise<{ [name: string]: string }> {
  const files: { [name: string]: string } = {};
  for await (const { name } of Deno.readDir(folder)) files[name] = await Deno.readTextFile(`${folder}/${name}`);
  return files;
}

/** What is typed, and what is said to it. */
const WRONG: readonly (readonly [line: string, ...says: string[]])[] = [
  ["ls --jso", "--jso is not a flag", "did you mean --json?"],
  ["show", '"cassette show" needs FILE'],
  ["show a.jsonl 2 3", 'takes 2 arguments: current value is "3"'],
  ["show a.jsonl --scop x", "did you mean --scope?"],
  ["show a.jsonl --raw --events", "--raw beside --json or --events"],
  ["verify a.jsonl --max-size big", '--max-size must be a size such as 5MB or 300kB: current value is "big"'],
  ["verify a.jsonl --max-age 3", '--max-age must be an age such as 30d, 12h or 90m: current value is "3"'],
  ["verify a.jsonl --allow-secrets=perhaps", "--allow-secrets must be true or false"],
  ["fmt a.jsonl --chek", "did you mean --check?"],
  ["diff a.jsonl", '"cassette diff" needs B'],
  ["diff a.jsonl b.jsonl a.jsonl", "takes 2 arguments"],
  ["prune a.jsonl", '"cassette prune" needs --usage'],
  ["prune --usage usage.jsonl", '"cassette prune" needs FILE'],
  ["merge a.jsonl b.jsonl", '"cassette merge" needs --output'],
  ["merge a.jsonl -o c.jsonl", 'two cassettes at least: current value is "'],
  ["merge a.jsonl b.jsonl -o c.jsonl --on-conflict newest", '--on-conflict must be one of "error", "keep-first"'],
  ["migrate", '"cassette migrate" needs FILE'],
  ["stats --model x", '--model is not a flag of "cassette stats"'],
  ["scan", '"cassette scan" needs PATH'],
  ["scrub", '"cassette scrub" needs FILE'],
  ["scrub a.jsonl b.jsonl", 'takes one argument: current value is "b.jsonl"'],
  ["scrub a.jsonl --output=", "--output needs a value"],
  ["import a.har", '"cassette import" needs --out'],
  ["import --out c.jsonl", '"cassette import" needs FROM'],
  ["import a.har --out c.jsonl --from hra", '--from must be one of "auto", "vcrpy"', 'did you mean "har"?'],
  ["import a.har --out c.jsonl --header accept", '--header must be NAME=VALUE: current value is "accept"'],
  ["import a.har --out c.jsonl --endpoints x", '--endpoints must be NAME=VALUE: current value is "x"'],
  ["import a.har --out c.jsonl --endpoints x=y", 'endpoint "x" as its base URL is no URL: current value is "y"'],
  ["import a.har --out c.jsonl --append --force", "--append cannot stand beside --force"],
  ["import a.har --out c.jsonl --recorded-at yesterday", 'must be a time (RFC 3339): current value is "yesterday"'],
  ["import a.har --out b.jsonl", "the tape is there already", "b.jsonl"],
  ["export a.jsonl", '"cassette export" needs --har'],
  ["export a.jsonl --har c.har --base x", '--base must be NAME=VALUE: current value is "x"'],
  ["export a.jsonl --har c.har --base x=y", 'the base URL of "x" is no URL: current value is "y"'],
  ["export a.jsonl --har a.har", "the HAR is there already", "a.har"],
];

Deno.test("wrong usage of any command ends with 2, says what is wrong, and touches nothing", async (t) => {
  await using folder = await folderOfAll();
  const before = await filesOf(folder.path);
  for (const [line, ...says] of WRONG) {
    await t.step(line, async () => {
      const { code, stdout, stderr } = await run(folder.path, line);
      assertEquals([code, stdout], [2, ""], stderr);
      for (const part of says) assertStringIncludes(stderr, part);
      assert(!stderr.includes("    at "), "a user's mistake needs no stack");
      assertEquals(await filesOf(folder.path), before);
    });
  }
});

/** Every command that reads a cassette, in the words of somebody who names one. */
const READERS: readonly ((name: string) => string)[] = [
  (name) => `ls ${name}`,
  (name) => `show ${name}`,
  (name) => `verify ${name}`,
  (name) => `fmt ${name}`,
  (name) => `fmt ${name} --check`,
  (name) => `diff a.jsonl ${name}`,
  (name) => `diff ${name} a.jsonl`,
  (name) => `prune ${name} --usage usage.jsonl --write`,
  (name) => `merge a.jsonl ${name} -o c.jsonl`,
  (name) => `migrate ${name}`,
  (name) => `stats ${name}`,
  (name) => `export ${name} --har c.har`,
];

Deno.test("every command names the file that it cannot read, ends with 1, and touches nothing", async (t) => {
  await using folder = await folderOfAll();
  const before = await filesOf(folder.path);
  const names = ["absent.jsonl", "newer.jsonl"];
  for (const line of READERS.flatMap((reader) => names.map(reader))) {
    await t.step(line, async () => {
      const { code, stdout, stderr } = await run(folder.path, line);
      assertEquals(code, 1, stdout + stderr);
      assertStringIncludes(stdout + stderr, line.includes("newer") ? "newer.jsonl" : "absent.jsonl");
      if (line.includes("newer")) assertStringIncludes(stdout + stderr, "version 99");
      assert(!stderr.includes("    at "), stderr);
      assertEquals(await filesOf(folder.path), before);
    });
  }
});

Deno.test("every command names the line that is broken", async (t) => {
  await using folder = await folderOfAll();
  const before = await filesOf(folder.path);
  for (const line of READERS.map((reader) => reader("broken.jsonl"))) {
    await t.step(line, async () => {
      const { code, stdout, stderr } = await run(folder.path, line);
      assertEquals(code, 1, stdout + stderr);
      assert(/broken\.jsonl:3|line 3\b/.test(stdout + stderr), stdout + stderr);
      assertEquals(await filesOf(folder.path), before);
    });
  }
});

Deno.test("scan, scrub and import name the path that is not there", async () => {
  await using folder = await folderOfAll();
  for (const line of ["scan absent", "scrub absent", "import absent --out c.jsonl", "prune a.jsonl --usage absent"]) {
    const { code, stderr } = await run(folder.path, line);
    assertEquals(code, 1, line);
    assertStringIncludes(stderr, `"${folder.path}/absent"`);
  }
});

/** The fields of the one document that a command prints under `--json`, in their order. */
const DOCUMENTS: readonly (readonly [line: string, code: number, fields: string])[] = [
  ["ls a.jsonl", 0, "records[line interaction decision]"],
  [
    "ls a.jsonl b.jsonl",
    0,
    "cassettes[path version interactions decisions superseded bytes created oldest newest endpoints models] unreadable",
  ],
  ["show a.jsonl", 0, "interactions[line superseded record facts segments answer events]"],
  ["verify a.jsonl", 0, "sound cassettes[path problems hints]"],
  ["fmt a.jsonl --check", 0, "cassettes[path changed kept superseded torn]"],
  [
    "diff a.jsonl b.jsonl",
    1,
    "equal pairs changed[before after request answer duration_ms] only_before[line key scope name] only_after",
  ],
  ["prune a.jsonl --usage usage.jsonl", 0, "written kept superseded dropped unused[line key]"],
  ["merge a.jsonl b.jsonl -o c.jsonl", 0, "output kept same dropped conflicts"],
  ["migrate a.jsonl", 0, "cassettes[path from to]"],
  [
    "stats a.jsonl",
    0,
    "files bytes decisions superseded oldest newest rows[model endpoint calls failed unrecordable request_bytes " +
    "response_bytes input_tokens cache_read_tokens output_tokens reasoning_tokens cost_usd waiting_ms] total",
  ],
  ["scan a.jsonl", 0, "files findings"],
  ["scrub a.jsonl -o d.jsonl", 0, "replaced output cassette"],
  [
    "import a.har --out e.jsonl",
    0,
    "out interactions reconstructed undated files[path format interactions] broken refused skipped warnings",
  ],
  ["export a.jsonl --har e.har", 0, "out entries decisions bases"],
];

/** The names of a document's fields, with those of the first item where they are lists of objects. */
function fieldsOf(document: { [name: string]: unknown }): string {
  return Object.entries(document).map(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : undefined;
    return typeof first === "object" && first !== null ? `${name}[${Object.keys(first).join(" ")}]` : name;
  }).join(" ");
}

Deno.test("under --json every command prints one document with the fields that it always has", async (t) => {
  await using folder = await folderOfAll();
  for (const [line, wanted, fields] of DOCUMENTS) {
    await t.step(line, async () => {
      const { code, stdout, stderr } = await run(folder.path, `${line} --json`);
      assertEquals([code, stderr], [wanted, ""], stdout);
      assertEquals(fieldsOf(JSON.parse(stdout)), fields);
    });
  }
});

Deno.test("under --json an error of any command is the one document", async (t) => {
  await using folder = await folderOfAll();
  for (const reader of READERS.filter((one) => !/^ls|^verify/.test(one("")))) {
    const line = reader("newer.jsonl");
    await t.step(line, async () => {
      const { code, stdout } = await run(folder.path, `${line} --json`);
      const { error } = JSON.parse(stdout);
      assertEquals([code, error.exit_code, error.kind], [1, 1, "failed"]);
      assertStringIncludes(error.message, "version 99");
    });
  }
});
