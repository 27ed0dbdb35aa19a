import { assertEquals } from "@std/assert";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { mergeRunTapes } from "../../src/workers/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "../sweep/_parrot.ts";

/** A recorded run, and its tape as that of a worker. */
async function recorded(folder: string) {
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(folder, { mode: "record" });
  const summary = await runSweep(plan, options);
  const tapeDir = `${folder}/tapes`;
  await Deno.mkdir(tapeDir);
  const text = await Deno.readTextFile(options.cassettePath!);
  await Deno.remove(options.cassettePath!);
  const [header, ...lines] = text.trimEnd().split("\n");
  const write = (name: string, own: readonly string[]) =>
    Deno.writeTextFile(`${tapeDir}/${summary.runId}.${name}.jsonl`, [header, ...own, ""].join("\n"));
  const merge = async () => {
    await using ledger = await openSqliteLedger(options.ledgerPath);
    return await mergeRunTapes({ ledger, runId: summary.runId, tapeDir, output: options.cassettePath! });
  };
  const replay = () => runSweep(plan, { ...options, mode: "replay", fresh: true, keepNetwork: true });
  return { summary, lines, write, merge, replay };
}

Deno.test("the tapes of workers become one, which replays to the rows of the run", async () => {
  using folder = tempDir();
  const { summary, lines, write, merge, replay } = await recorded(folder.path);
  await write("a", lines.filter((_, i) => i % 3 === 0));
  await write("b", lines.filter((_, i) => i % 3 !== 0));
  assertEquals(await merge(), { tapes: 2, kept: lines.length, extra: 0, missing: 0 });
  const replayed = await replay();
  assertEquals([replayed.resultsHash, replayed.unplayed], [summary.resultsHash, 0]);
  // The tape itself is one of them the next time.
  assertEquals((await merge()).kept, lines.length);
});

Deno.test("of a call that was made twice, the recording counts whose row is in the ledger", async () => {
  using folder = tempDir();
  const { summary, lines, write, merge, replay } = await recorded(folder.path);
  const earlier = lines.slice(0, 3).map((line) => {
    const record = JSON.parse(line);
    return JSON.stringify({ ...record, at: "2026-01-01T00:00:00.000Z" }).replaceAll("!", "?");
  });
  await write("dead", earlier);
  await write("next", lines);
  assertEquals(await merge(), { tapes: 2, kept: lines.length, extra: 3, missing: 0 });
  assertEquals((await replay()).resultsHash, summary.resultsHash);
});

Deno.test("recordings that are on no tape here are counted, and what there is is merged; a torn line is left out", async () => {
  using folder = tempDir();
  const { lines, write, merge } = await recorded(folder.path);
  await write("a", lines.slice(2));
  const path = (await Array.fromAsync(Deno.readDir(`${folder.path}/tapes`)))[0].name;
  await Deno.writeTextFile(`${folder.path}/tapes/${path}`, lines[0].slice(0, 40), { append: true });
  const { kept, missing } = await merge();
  assertEquals([kept, missing], [lines.length - 2, 2]);
});
