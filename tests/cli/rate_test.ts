import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { atTerminal, hasTerminals } from "./_terminal.ts";
import { tempDir } from "../support/temp_dir.ts";
import { ledgerOf } from "../sweep/scoring/_judged.ts";
import { command, scoredRun } from "./_scored_run.ts";

/** The ratings of a run: the mean and who said what, by cell. */
async function ratingsIn(folder: string, runId: string) {
  const { scores, scorings } = await ledgerOf(`${folder}/runs/ledger.sqlite`, runId);
  const number = scorings.find(({ scorers }) => scorers.includes("human"))?.number;
  return scores.filter((row) => row.number === number).map(({ cellIndex, score, metadata }) => {
    const ratings = metadata!.ratings as unknown as { rater: string; score: number; note?: string }[];
    return {
      cellIndex,
      score,
      ratings: ratings.map(({ rater, score, note = "" }) => `${rater} ${score} ${note}`.trim()),
    };
  });
}

const typing = (...stdin: string[]) => ({ stdin, keys: () => {}, env: { USER: "ann" } });

Deno.test("answers are rated key by key, without who gave them, and the results show it", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  const raw: boolean[] = [];
  const io = { stdin: ["y", "?x", "n", "s", "9"], keys: (isRaw: boolean) => raw.push(isRaw), env: { USER: "ann" } };
  const { code, stdout, stderr } = await command(dir.path, ["rate"], io);
  assertEquals([code, raw], [0, [true, false]]);
  assertStringIncludes(stdout, `3 answers of ${server.runId} rated by ann. 1 answer left.`);
  assertStringIncludes(stdout, "(written again)");
  assertMatch(
    stderr,
    /── 1 of 4 ── p\d\n\nPrompt\n {2}Say word\d\n\nExpected\n {2}word\d\n\nAnswer\n {2}Say word\d!\n/,
  );
  assert(!stderr.includes("acme/parrot"), "nobody sees who answered");
  const ratings = await ratingsIn(dir.path, server.runId);
  assertEquals(ratings.map(({ score }) => score).sort(), [0, 1, 1]);
  const [titles] = (await Deno.readTextFile(`${server.out}/results.csv`)).split("\n");
  assertStringIncludes(titles, "score_contains,score_human,score,");
});

Deno.test("the next session goes on with what is left, in the same order", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  const shownIn = (stderr: string) => [...stderr.matchAll(/Answer\n {2}(.*)\n/g)].map(([, answer]) => answer);
  const whole = await command(dir.path, ["rate", "--rater", "bob"], typing("ssss"));
  const first = await command(dir.path, ["rate"], typing("y", "q"));
  const second = await command(dir.path, ["rate"], typing("y", "y", "y"));
  assertEquals([...shownIn(first.stderr).slice(0, 1), ...shownIn(second.stderr)], shownIn(whole.stderr));
  const nothing = await command(dir.path, ["rate"], typing("y"));
  assertStringIncludes(nothing.stdout, "0 answers of");
  assertEquals((await ratingsIn(dir.path, server.runId)).length, 4);
  const other = await command(dir.path, ["rate", "--rater", "bob", "--seed", "another"], typing("ssss"));
  assertNotEquals(shownIn(other.stderr).length, 0);
});

Deno.test("several people rate the same answers, and each rating is kept beside their mean", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  await Deno.writeTextFile(`${dir.path}/ann.csv`, "cell_index,score,note\r\n0,1,\r\n1,0.5,Too long\r\n2,,\r\n");
  const bob = [{ cell_index: 0, score: 0 }, { cell_index: 3, score: "0.25", rater: "eve" }];
  await Deno.writeTextFile(`${dir.path}/bob.jsonl`, bob.map((row) => `${JSON.stringify(row)}\n`).join("\n"));
  const ann = await command(dir.path, ["rate", "--from", "ann.csv", "--rater", "ann"]);
  assertStringIncludes(ann.stdout, "2 answers of");
  assertStringIncludes(ann.stdout, "1 row without a score.");
  const { stdout } = await command(dir.path, ["rate", "--from", "bob.jsonl", "--rater", "bob", "--json"]);
  assertEquals(JSON.parse(stdout), {
    run_id: server.runId,
    rater: "bob",
    scoring: 2,
    rated: 2,
    unrated: 0,
    out: `${dir.path}/runs/${server.runId}`,
  });
  assertEquals(await ratingsIn(dir.path, server.runId), [
    { cellIndex: 0, score: 0.5, ratings: ["ann 1", "bob 0"] },
    { cellIndex: 1, score: 0.5, ratings: ["ann 0.5 Too long"] },
    { cellIndex: 3, score: 0.25, ratings: ["eve 0.25"] },
  ]);
  await command(dir.path, ["rate", "--from", "ann.csv", "--rater", "bob"]);
  assertEquals((await ratingsIn(dir.path, server.runId))[0], { cellIndex: 0, score: 1, ratings: ["ann 1", "bob 1"] });
});

Deno.test("a sheet has what is left to rate, without who answered, and comes back by the cells' ids", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  const { stdout } = await command(dir.path, ["rate", "--export", "sheet.csv", "--rater", "ann"]);
  assertStringIncludes(stdout, "sheet.csv: 4 answers for ann to rate");
  const sheet = await Deno.readTextFile(`${dir.path}/sheet.csv`);
  assert(!sheet.includes("acme/parrot"));
  assertMatch(
    sheet,
    /^\uFEFFcell_index,cell_id,prompt,expected,answer,score,note\r\n\d,cell_[\w-]+,Say word\d,word\d,Say word\d!,,\r\n/,
  );
  const filled = sheet.replaceAll(/,,\r\n/g, ",1,\r\n").replaceAll(/\n\d,/g, "\n,");
  await Deno.writeTextFile(`${dir.path}/sheet.csv`, filled);
  await command(dir.path, ["rate", "--from", "sheet.csv", "--rater", "ann"]);
  assertEquals((await ratingsIn(dir.path, server.runId)).map(({ score }) => score), [1, 1, 1, 1]);
  const shown = await command(dir.path, ["rate", "--export", "all.jsonl", "--rater", "bob", "--show"]);
  assertEquals(shown.code, 0);
  const [line] = (await Deno.readTextFile(`${dir.path}/all.jsonl`)).split("\n");
  assertEquals(JSON.parse(line).endpoint, "acme/parrot@local");
});

Deno.test("who writes a sheet, or rates nothing, leaves no scoring behind", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  const count = async () => (await ledgerOf(`${dir.path}/runs/ledger.sqlite`, server.runId)).scorings.length;
  const before = await count();
  await command(dir.path, ["rate", "--export", "sheet.csv"]);
  await command(dir.path, ["rate", "--from", "sheet.csv"]);
  assertEquals(await count(), before);
});

Deno.test("a sheet that is wrong is told of line by line, and nothing of it is taken", async () => {
  using dir = tempDir();
  await using server = await scoredRun(dir.path);
  await Deno.writeTextFile(`${dir.path}/bad.csv`, "cell_index,score\n0,1\n1,2\nx,1\n,1\n");
  const { code, stderr } = await command(dir.path, ["rate", "--from", "bad.csv"]);
  assertEquals(code, 2);
  for (const text of ["3 lines", "line 3: score must", "line 4: cell_index must", "line 5: must name a cell"]) {
    assertStringIncludes(stderr, text);
  }
  await Deno.writeTextFile(`${dir.path}/strange.csv`, "cell_index,score\n0,1\n7,1\n");
  assertStringIncludes((await command(dir.path, ["rate", "--from", "strange.csv"])).stderr, "line 3 (7)");
  assertStringIncludes((await command(dir.path, ["rate", "--from", "x.xlsx"])).stderr, "must end in .csv");
  assertStringIncludes((await command(dir.path, ["rate", "--from", "gone.csv"])).stderr, "no such file");
  assertStringIncludes((await command(dir.path, ["rate", "--export", "x.xlsx"])).stderr, "must end in .csv");
  assertStringIncludes((await command(dir.path, ["rate"])).stderr, "no terminal");
  assertEquals(await ratingsIn(dir.path, server.runId), []);
});

Deno.test("people and a judge are compared by what they pass", async () => {
  using dir = tempDir();
  await using _server = await scoredRun(dir.path);
  await Deno.writeTextFile(`${dir.path}/ann.csv`, "cell_index,score\n0,1\n1,0\n2,1\n");
  await command(dir.path, ["rate", "--from", "ann.csv"]);
  const { stdout } = await command(dir.path, ["score", "--agreement", "contains,human", "--json"]);
  const { answers, share, kappa } = JSON.parse(stdout);
  assertEquals([answers, share, kappa], [3, 2 / 3, 0]);
});

Deno.test({
  name: "at a real terminal a key rates at once, Ctrl-C keeps what was rated, and the terminal is as it was",
  ignore: !hasTerminals(),
  async fn() {
    using dir = tempDir();
    await using server = await scoredRun(dir.path);
    const steps = [{ wait: "1 of 4", keys: "y" }, { wait: "2 of 4", keys: "\x1b[A5" }, {
      wait: "3 of 4",
      keys: "\x03",
    }];
    const { code, shown, echo } = await atTerminal(dir, ["rate", "--rater", "ann"], steps);
    assertEquals([code, echo], [0, { before: true, typing: false, after: true }], shown);
    assertStringIncludes(shown, "2 answers left.");
    assertEquals((await ratingsIn(dir.path, server.runId)).map(({ score }) => score).sort(), [5 / 9, 1]);
  },
});
