import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { openPostgresDatabase } from "../../src/ledger/postgres/mod.ts";
import { systemClock } from "../../src/base/mod.ts";
import { loadPlan, planModules } from "../../src/sweep/mod.ts";
import { allowedCode } from "../../src/workers/_allowed_code.ts";
import { runShared, runWorker } from "../../src/workers/mod.ts";
import { hasPostgres, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { slowPlanText, slowPrompts, startSlowParrot } from "./_slow_parrot.ts";

const KEY = (name: string) => name === "PARROT_KEY" ? "sk-of-w" : undefined;

/** A scorer that leaves a trace when its module is run. */
async function trapIn(folder: string, name = "trap.ts"): Promise<{ path: string; isSprung(): boolean }> {
  const [path, trace] = [`${folder}/${name}`, `${folder}/sprung-${name}`];
  const code = `Deno.writeTextFileSync(${JSON.stringify(trace)}, "");\nexport default () => 1;\n`;
  await Deno.writeTextFile(path, code);
  return {
    path,
    isSprung() {
      const names = [...Deno.readDirSync(folder)].map((entry) => entry.name);
      return names.includes(`sprung-${name}`);
    },
  };
}

Deno.test("a module that was not allowed is not run, however it is written", async () => {
  using dir = tempDir();
  const trap = await trapIn(dir.path);
  const { loadPlugin, loadScorer } = allowedCode([`${dir.path}/other.ts`, "npm:acme@1.2.3"]);
  const written = [trap.path, `${dir.path}/../${dir.path.split("/").at(-1)}/trap.ts`, `file://${trap.path}`];
  for (const specifier of [...written, `${trap.path}#default`, `file://${trap.path}#npm:acme@1.2.3`]) {
    await assertRejects(async () => await loadScorer(specifier, { name: "x" }), UserError, "--allow-code");
    await assertRejects(async () => await loadPlugin(specifier), UserError, "--allow-code");
  }
  assertEquals(trap.isSprung(), false);
});

Deno.test("a module that was allowed is run by any of its names", async () => {
  using dir = tempDir();
  const trap = await trapIn(dir.path);
  const { loadScorer } = allowedCode([`${dir.path}/x/../trap.ts`]);
  assertEquals((await loadScorer(`${trap.path}#default`, { name: "x" })).scorer.name, "x");
  assertEquals(trap.isSprung(), true);
});

Deno.test({
  name: "a worker leaves a run alone whose plan names code that nobody allowed it, and works for it with leave",
  ignore: hasPostgres.ignore,
  async fn() {
    using dir = tempDir();
    await using postgres = await startPostgres();
    await using parrot = startSlowParrot({ delayMs: 1 });
    const trap = await trapIn(dir.path);
    const scorer = '\n[[score.custom]]\nuse = "./trap.ts"\nname = "mine"\n';
    await Deno.writeTextFile(`${dir.path}/plan.toml`, slowPlanText(parrot.baseUrl) + scorer);
    await Deno.writeTextFile(`${dir.path}/prompts.jsonl`, slowPrompts(6));
    const plan = await loadPlan(`${dir.path}/plan.toml`);
    assertEquals(planModules(plan), [trap.path]);
    await Deno.remove(`${dir.path}/sprung-trap.ts`);
    const common = { tapeDir: `${dir.path}/tapes`, allowLiveInCi: true, warn: () => {}, env: KEY };
    const stop = new AbortController();
    const { runId } = await runShared(plan, {
      ...common,
      ledgerPath: postgres.url,
      outRoot: `${dir.path}/runs`,
      mode: "record",
      cassettePath: `${dir.path}/tape.jsonl`,
      concurrency: 4,
      noWork: true,
      signal: stop.signal,
      onQueued: () => stop.abort(),
    });
    const work = { ...common, ledgerUrl: postgres.url, idleExitMs: 200 };
    // A module that a process has loaded does not run again; one with another content does.
    const other = (await Deno.readTextFile(trap.path)).replace("=> 1", "=> 0.5");
    await Deno.writeTextFile(trap.path, other);
    const refused = await runWorker(work);
    assertEquals([refused.cells, trap.isSprung(), parrot.calls.length], [0, false, 0]);
    assertStringIncludes(refused.refused[0].reason, "--allow-code");
    // What was planned with other code is refused as well.
    const changed = await runWorker({ ...work, allowCode: [trap.path] });
    assertStringIncludes(changed.refused[0].reason, "another file here");
    await Deno.writeTextFile(trap.path, other.replace("=> 0.5", "=> 1"));
    const allowed = await runWorker({ ...work, allowCode: [trap.path] });
    assertEquals([allowed.cells, allowed.refused], [6, []]);
    assertEquals(runId.startsWith("run_"), true);
  },
});

Deno.test({
  name: "a run of the database whose id is a path is left alone, and nothing is written by it",
  ignore: hasPostgres.ignore,
  async fn() {
    using dir = tempDir();
    await using postgres = await startPostgres();
    await using parrot = startSlowParrot({ delayMs: 1 });
    await Deno.writeTextFile(`${dir.path}/plan.toml`, slowPlanText(parrot.baseUrl));
    await Deno.writeTextFile(`${dir.path}/prompts.jsonl`, slowPrompts(2));
    const common = { tapeDir: `${dir.path}/a/tapes`, allowLiveInCi: true, warn: () => {}, env: KEY };
    const stop = new AbortController();
    const { runId } = await runShared(await loadPlan(`${dir.path}/plan.toml`), {
      ...common,
      ledgerPath: postgres.url,
      outRoot: `${dir.path}/a/runs`,
      mode: "record",
      cassettePath: `${dir.path}/a/tape.jsonl`,
      concurrency: 4,
      noWork: true,
      signal: stop.signal,
      onQueued: () => stop.abort(),
    });
    const evil = "../../outside";
    const database = await openPostgresDatabase(postgres.url, { clock: systemClock });
    for (const table of ["runs", "run_plans", "run_samples", "chunks"]) {
      await database.query(
        `INSERT INTO tapedeck.${table}
         SELECT (jsonb_populate_record(r, jsonb_build_object('run_id', $1::text))).* FROM tapedeck.${table} r
         WHERE run_id = $2`,
        [evil, runId],
      );
    }
    await database.query(
      `UPDATE tapedeck_queue._private_jobs SET payload = jsonb_set(payload::jsonb, '{run}', to_jsonb($1::text))::json,
         flags = NULL`,
      [evil],
    );
    await database.close();
    const report = await runWorker({ ...common, ledgerUrl: postgres.url, idleExitMs: 200 });
    assertEquals([report.cells, report.tapes, parrot.calls.length], [0, [], 0]);
    assertEquals(report.refused.map((one) => one.runId), [evil]);
    assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name).sort(), ["a", "plan.toml", "prompts.jsonl"]);
  },
});
