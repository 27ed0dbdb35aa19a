import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { tempDir } from "../support/temp_dir.ts";
import { judgeTable } from "../sweep/scoring/_judged.ts";
import { command, scoredRun, writePlan } from "./_scored_run.ts";

const EXACT = "[score.exact]\nignore_punctuation = true\n[score.contains]\n";

Deno.test("a run is scored again by its plan as it stands now, and the results are written again", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  await writePlan(dir.path, server.baseUrl, EXACT);
  const { code, stdout, stderr } = await command(dir.path, ["score"]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, `Scoring 2 of ${server.runId}:`);
  assertMatch(stdout, /exact +0(\.0+)? +4 +0\n/);
  assertMatch(stdout, /contains +1(\.0+)? +4 +0\n/);
  assertStringIncludes(stdout, "(written again)");
  const [titles] = (await Deno.readTextFile(`${server.out}/results.csv`)).split("\n");
  assert(titles.includes("score_exact"));
  const again = await command(dir.path, ["score", server.runId]);
  assertStringIncludes(again.stdout, "nothing was done (--again scores anew)");
});

Deno.test("what scoring came to is one document, and so are the scorings", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  await writePlan(dir.path, server.baseUrl, EXACT);
  const { stdout } = await command(dir.path, ["score", "--scorer", "exact", "--json"]);
  const { out: _, ...document } = JSON.parse(stdout);
  assertEquals(document, {
    run_id: server.runId,
    number: 2,
    is_unchanged: false,
    scorers: [{ scorer: "exact", mean: 0, scored: 4, unscored: 0 }],
    calls: [],
    missing: { count: 0, cells: [] },
  });
  const listed = JSON.parse((await command(dir.path, ["score", "--list", "--json"])).stdout);
  assertEquals(
    listed.scorings.map(({ number, scorers }: { number: number; scorers: unknown[] }) => [number, scorers]),
    [
      [1, [{ scorer: "contains", mean: 1, scored: 4, unscored: 0 }]],
      [2, [{ scorer: "exact", mean: 0, scored: 4, unscored: 0 }]],
    ],
  );
  const { stdout: table } = await command(dir.path, ["score", "--list"]);
  assertMatch(table, /\n +1 .*contains +1.*\n +2 .*exact +0/);
});

Deno.test("a judge calls only where it may, and says what it came to", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  await writePlan(dir.path, server.baseUrl, judgeTable(server.baseUrl));
  const refused = await command(dir.path, ["score"]);
  assertEquals(refused.code, 2);
  assertStringIncludes(refused.stderr, "tape.judge.jsonl");
  const inCi = await command(dir.path, ["score", "--mode", "record"], { env: { CI: "true" } });
  assertStringIncludes(inCi.stderr, "CI");
  assertEquals([inCi.code === 0, server.asked.length], [false, 0]);
  const { code, stdout } = await command(dir.path, ["score", "--mode", "record"]);
  assertEquals([code, server.asked.length, server.told.length], [0, 4, 4]);
  assertStringIncludes(stdout, "judge: 4 calls of its own, $0.0008");
});

Deno.test("a judge that says nothing is told of, and ends with exit code 1", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  const table = judgeTable("http://127.0.0.1:1/v1").replace("[score.judge]", "[score.judge]\nconcurrency = 1");
  await writePlan(dir.path, server.baseUrl, table, { run: "max_tries = 1" });
  const { code, stdout } = await command(dir.path, ["score", "--mode", "record"]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "4 answers without a verdict");
});

Deno.test("a run, a scorer and a plan that are not there are said", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  assertStringIncludes((await command(dir.path, ["score", "run_0"])).stderr, "no such run");
  assertStringIncludes((await command(dir.path, ["score", "--scorer", "contain"])).stderr, 'mean "contains"');
  assertStringIncludes((await command(dir.path, ["score", "--agreement", "contains"])).stderr, "two scorers");
  assertStringIncludes(
    (await command(dir.path, ["score", "--agreement", "contains,human"])).stderr,
    "none of this name",
  );
  await Deno.remove(`${dir.path}/plan.toml`);
  assertEquals((await command(dir.path, ["score", server.runId])).code, 2);
});

Deno.test("two scorers are compared by what they pass", async () => {
  using dir = tempDir();
  await using _server = await scoredRun(dir.path, EXACT);
  const { stdout } = await command(dir.path, ["score", "--agreement", "exact,contains"]);
  assertMatch(stdout, /^exact and contains agree on 0( |\.).*of 4 answers/);
  const same = await command(dir.path, ["score", "--agreement", "exact,exact", "--json"]);
  const document = JSON.parse(same.stdout);
  assertEquals([document.answers, document.share, document.kappa], [4, 1, null]);
});
