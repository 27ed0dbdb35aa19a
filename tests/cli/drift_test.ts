import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { prompts, writeCalls } from "../analysis/drift/_tapes.ts";
import { loopback, tempFolder } from "../cassette/support.ts";
import { testIo, type TestIoOptions } from "./_test_io.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { makeRun } from "../support/attempts.ts";

async function drift(folder: string, words: readonly string[], options: TestIoOptions = {}) {
  const io = testIo({ cwd: folder, ...options });
  const code = await main(["drift", ...words], io);
  return { code, ...io.written };
}

/** A folder with two recordings, of which the second has a quarter of the answers changed and takes longer. */
async function folderWithTapes() {
  const folder = await tempFolder();
  const calls = (answer: (i: number) => string, latencyMs: number, model: string) =>
    prompts(20, (i) => ({ answer: answer(i), latencyMs: latencyMs + i, fields: { model } }));
  await writeCalls(`${folder.path}/base.jsonl`, calls((i) => `answer ${i}`, 100, "gpt-4o"));
  await writeCalls(`${folder.path}/new.jsonl`, calls((i) => i < 5 ? `other ${i}` : `answer ${i}`, 150, "gpt-4o"));
  await writeCalls(`${folder.path}/moved.jsonl`, calls((i) => `answer ${i}`, 100, "gpt-4o-mini"));
  return folder;
}

Deno.test("a tape compared with itself has not drifted", async () => {
  await using folder = await folderWithTapes();
  const { code, stdout, stderr } = await drift(folder.path, ["base.jsonl", "base.jsonl"]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "20 requests on both, 0 changed answers of 20 pairs");
  assert(stdout.endsWith("no drift beyond the thresholds\n"), stdout);
});

Deno.test("changed answers are drift, shown word by word, with n and the method", async () => {
  await using folder = await folderWithTapes();
  const { code, stdout } = await drift(folder.path, ["base.jsonl", "new.jsonl", "--show", "2"]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "[-answer-]{+other+} ");
  assertEquals(stdout.match(/^~ lines/gm)?.length, 2);
  assert(
    /^changed +answers +normalised text, deterministic +100 % +75 % +−25\.0 /m.test(stdout),
    stdout,
  );
  assertStringIncludes(stdout, "of each: endpoint gpt@openai, n 20\n");
  assertEquals(stdout.match(/^exact and answers: base is how far repeats .* new how far answers agree/gm)?.length, 1);
  assert(/^[a-z] {2}answers compared as they are/m.test(stdout), stdout);
  assertStringIncludes(stdout, "normalised text (deterministic) of gpt@openai has changed");
});

Deno.test("limits and kinds decide what fails", async () => {
  await using folder = await folderWithTapes();
  const codeOf = async (...flags: string[]) => (await drift(folder.path, ["base.jsonl", "new.jsonl", ...flags])).code;
  assertEquals(await codeOf("--max-changed", "30%"), 0);
  assertEquals(await codeOf("--max-changed", "20%"), 1);
  assertEquals(await codeOf("--fail-on", "none"), 0);
  assertEquals(await codeOf("--fail-on", "latency"), 1);
  assertEquals(await codeOf("--fail-on", "model,shape", "--max-latency", "+20%"), 1);
  assertEquals(await codeOf("--fail-on", "model,shape", "--max-latency", "+80%"), 0);
});

Deno.test("another model behind the same name is drift", async () => {
  await using folder = await folderWithTapes();
  const { code, stdout } = await drift(folder.path, ["base.jsonl", "moved.jsonl"]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "returned model of gpt@openai has changed");
});

Deno.test("one document has all figures in snake_case", async () => {
  await using folder = await folderWithTapes();
  const { code, stdout } = await drift(folder.path, ["base.jsonl", "new.jsonl", "--json", "--show", "1"]);
  const document = JSON.parse(stdout);
  assertEquals([code, document.passed, document.pairs, document.changed], [1, false, 20, 5]);
  const finding = document.findings.find((one: { what: string }) => one.what === "latency");
  assertEquals([finding.unit, finding.n, finding.base_samples], ["ms", 20, 20]);
  assert(finding.difference.low > 40 && finding.p_adjusted < 0.05, JSON.stringify(finding));
  assertEquals(document.examples.length, 1);
  assert(/^answer \d$/.test(document.examples[0].base.output), document.examples[0].base.output);
});

Deno.test("a report as Markdown is for a scheduled job", async () => {
  await using folder = await folderWithTapes();
  const { code, stdout } = await drift(folder.path, ["base.jsonl", "new.jsonl", "--format", "markdown"]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "## Drift beyond the thresholds");
  assertStringIncludes(stdout, "| --- |");
});

Deno.test("a table fits the terminal", async () => {
  await using folder = await folderWithTapes();
  const { stdout } = await drift(folder.path, ["base.jsonl", "new.jsonl"], { terminal: true, columns: 120 });
  const table = stdout.split("\n").filter((line) => /^(changed|beyond noise|verdict)/.test(line));
  assert(table.length > 2 && table.every(({ length }) => length <= 160), table.join("\n"));
});

Deno.test("a narrow table keeps each difference and its interval whole", async () => {
  await using folder = await folderWithTapes();
  const words = ["base.jsonl", "new.jsonl", "--show", "0"];
  const wide = (await drift(folder.path, words)).stdout;
  const differences = wide.match(/[+−]\S+ \[\S+ \S+\]/g)!;
  assert(differences.length >= 3, wide);
  for (const columns of [100, 80, 40]) {
    const { stdout } = await drift(folder.path, words, { terminal: true, columns });
    assertEquals(stdout.match(/[+−]\S+ \[\S+ \S+\]/g), differences);
    const table = stdout.split("\n").filter((line) => /^(changed|beyond noise|verdict) /.test(line));
    if (columns >= 80) assert(table.every(({ length }) => length <= columns), table.join("\n"));
    assertEquals(stdout.includes("exact and answers: base is"), / base /.test(table[0]), stdout);
  }
});

Deno.test("endpoints that are cut are told apart by their ends", async () => {
  await using folder = await folderWithTapes();
  const of = (answer: string) =>
    ["a", "b"].flatMap((name) =>
      prompts(
        8,
        () => ({ answer, url: `{an-organisation/with-a-model-of-a-long-name@provider-${name}}/chat/completions` }),
      )
    );
  await writeCalls(`${folder.path}/x.jsonl`, of("yes"));
  await writeCalls(`${folder.path}/y.jsonl`, of("no"));
  const { stdout } = await drift(folder.path, ["x.jsonl", "y.jsonl"], { terminal: true, columns: 100 });
  for (const name of ["a", "b"]) assert(new RegExp(`^changed +…\\S*provider-${name} `, "m").test(stdout), stdout);
});

Deno.test("wrong usage ends with 2 and says what is right", async () => {
  await using folder = await folderWithTapes();
  const wrong: [words: string[], message: string][] = [
    [["base.jsonl", "nowhere.jsonl"], "there is no such cassette"],
    [["base.jsonl", "."], "the folder is no run's, or has no ledger.sqlite beside it"],
    [["base.jsonl", "new.jsonl", "--fail-on", "mood"], "--fail-on must be any of"],
    [["base.jsonl", "new.jsonl", "--max-cost", "much"], "--max-cost must be a share"],
    [["base.jsonl", "new.jsonl", "--map", "gpt"], "--map must be two names"],
    [["base.jsonl", "new.jsonl", "--price", "1"], "--price must be US dollars"],
    [["base.jsonl", "new.jsonl", "--similarity", "embed"], "--similarity must be an endpoint"],
  ];
  for (const [words, message] of wrong) {
    const { code, stderr } = await drift(folder.path, words);
    assertEquals(code, 2, words.join(" "));
    assertStringIncludes(stderr, message);
  }
});

Deno.test("tapes without a request in common do not pass", async () => {
  await using folder = await folderWithTapes();
  await writeCalls(`${folder.path}/other.jsonl`, [{ prompt: "something else" }]);
  const { code, stdout } = await drift(folder.path, ["base.jsonl", "other.jsonl"]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "no request is on both tapes, so that nothing was compared");
  assertStringIncludes(stdout, "only in base: 20 requests");
});

Deno.test("a price that is given is computed with", async () => {
  await using folder = await folderWithTapes();
  const { stdout } = await drift(folder.path, ["base.jsonl", "new.jsonl", "--price", "0.15/10", "--all"]);
  // 10 tokens in, 4 out.
  assert(/cost by the given price +0\.0000415 USD +0\.0000415 USD/.test(stdout), stdout);
});

Deno.test("answers are compared in meaning over a tape of their own, and offline from then on", async () => {
  await using folder = await folderWithTapes();
  let calls = 0;
  await using server = loopback(async (request) => {
    calls++;
    const { input } = await request.json();
    return Response.json({
      data: input.map((text: string, index: number) => ({
        index,
        embedding: text.startsWith("other") ? [0, 1] : [1, 1],
      })),
      model: "embed",
      usage: { prompt_tokens: 1, total_tokens: 1 },
    });
  });
  const words = [
    "base.jsonl",
    "new.jsonl",
    "--similarity",
    "acme/embed@openai-compatible",
    "--similarity-tape",
    "sim.jsonl",
  ];
  const url = ["--similarity-url", `${server.url}/v1`];
  const recorded = await drift(folder.path, [...words, ...url, "--mode", "append"], { env: { HOME: folder.path } });
  assertEquals([recorded.stderr, calls], ["", 1]);
  assert(
    /meaning \(cosine of acme\/embed@openai-compatible\), deterministic +100 % +93 %/.test(recorded.stdout),
    recorded.stdout,
  );
  const replayed = await drift(folder.path, [...words, ...url], { env: { CI: "true" } });
  assertEquals([replayed.stdout, calls], [recorded.stdout, 1]);
  const refused = await drift(folder.path, [...words, ...url, "--mode", "append"], { env: { CI: "true" } });
  assertEquals(refused.code, 2);
});

Deno.test("runs are compared by what each recorded, from the ledger or by their folders", async () => {
  await using folder = await tempFolder();
  const ids = ["run_20261101-101010-0a1b2c3d", "run_20261102-101010-0a1b2c3d"];
  const tape = await writeCalls(
    `${folder.path}/tape.jsonl`,
    ids.flatMap((run, repeat) => prompts(3, (i) => ({ answer: `${i}`, repeat, more: { run } }))),
  );
  await Deno.mkdir(`${folder.path}/runs/${ids[1]}`, { recursive: true });
  {
    await using ledger = await openSqliteLedger(`${folder.path}/runs/ledger.sqlite`);
    for (const runId of ids) {
      const startedAt = `${runId.slice(4, 8)}-11-0${ids.indexOf(runId) + 1}T00:00:00.000Z`;
      await ledger.startRun(makeRun({ runId, cassette: tape, startedAt }));
    }
  }
  const { code, stdout, stderr } = await drift(folder.path, [ids[0], `runs/${ids[1]}`]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "3 requests on both, 0 changed answers of 3 pairs");
  assertStringIncludes((await drift(folder.path, [ids[0], "latest"])).stdout, "3 requests on both");
  assertEquals((await drift(folder.path, [ids[0], "run_none"])).code, 2);
});
