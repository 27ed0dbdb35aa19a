import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createDashboard, type Dashboard, openSources } from "../../src/web/mod.ts";
import { openLedger } from "../../src/ledger/mod.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { parrotOptions, parrotPlan, startParrot } from "../sweep/_parrot.ts";
import { hasPostgres, POSTGRES_PASSWORD, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { eventsOf, fragmentOf } from "./sweeps/_events.ts";

/** A run of 12 cells, of which one fails, in a database; the run's id. */
async function sweptInto(ledgerPath: string, folder: string, name: string): Promise<string> {
  await using parrot = startParrot({
    intercept: (number) =>
      number === 5 ? Response.json({ error: { message: "no such word" } }, { status: 400 }) : undefined,
  });
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 3 });
  const { runId } = await runSweep(plan, {
    ...parrotOptions(folder, { concurrency: 1 }),
    cassettePath: `${folder}/${name}.jsonl`,
    ledgerPath,
  });
  return runId;
}

const wordsOf = (html: string) => html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

async function words(dashboard: Dashboard, path: string): Promise<string> {
  const response = await dashboard.handle(new Request(`http://127.0.0.1${path}`));
  const html = await response.text();
  assertEquals([path, response.status], [path, 200]);
  assertEquals(html.includes(POSTGRES_PASSWORD), false);
  return wordsOf(html);
}

Deno.test({
  name: "every page of runs, cells, comparison, costs and health reads a ledger in PostgreSQL",
  ignore: hasPostgres.ignore,
  async fn() {
    using dir = tempDir();
    await using server = await startPostgres();
    const ledgerPath = await server.database();
    const runs = [await sweptInto(ledgerPath, dir.path, "a"), await sweptInto(ledgerPath, dir.path, "b")];
    await Deno.writeTextFile(`${dir.path}/tapedeck.toml`, "version = 1\n");
    await using open = await openSources({
      cwd: dir.path,
      env: () => undefined,
      ledgerPath,
      catalogPath: ":memory:",
      config: `${dir.path}/tapedeck.toml`,
      offline: true,
      random: () => 0.5,
      warn: (message) => assertEquals(message, ""),
    });
    await open.start();
    const dashboard = createDashboard(open.sources, {
      onBug: (error) => {
        throw error;
      },
    });
    const show = (path: string) => words(dashboard, path);

    const list = await show("/runs");
    for (const run of runs) assertStringIncludes(list, `parrot ${run} done 12 of 12 1 `);
    const run = await show(`/runs/${runs[0]}`);
    assertStringIncludes(run, "done 12 of 12");
    assertStringIncludes(run, "invalid_request 1 no such word");
    for (const name of ["scores", "latency", "cost-quality", "timeline", "failures", "parameter-temperature"]) {
      const spec = await dashboard.handle(new Request(`http://127.0.0.1/runs/${runs[0]}/charts/${name}.json`));
      assertEquals([name, spec.status, typeof (await spec.json()).$schema], [name, 200, "string"]);
    }
    assertStringIncludes(await show(`/runs/${runs[0]}/cells`), " 12 cells ");
    assertStringIncludes(await show(`/runs/${runs[0]}/cells?variant=temperature%3D0.5`), " 6 cells of 12 ");
    assertStringIncludes(await show(`/runs/${runs[0]}/cells?status=unanswered&sort=-cost`), " 1 cell of 12 ");
    assertStringIncludes(await show(`/runs/${runs[0]}/cells?q=word1%21`), " 3 cells of 12 ");
    const cell = await show(`/runs/${runs[0]}/cells/0`);
    assertStringIncludes(cell, "Say word0");
    assertStringIncludes(cell, "word0!");
    const csv = await dashboard.handle(new Request(`http://127.0.0.1/runs/${runs[0]}/files/results.csv`));
    assertEquals((await csv.text()).trim().split("\n").length, 13);
    assertMatch(await show(`/compare?a=${runs[0]}&b=${runs[1]}`), /12 cells|cells? in both|paired/i);
    assertStringIncludes(await show("/costs?by=run"), runs[0]);
    await show("/health");
    await dashboard.close();
  },
});

Deno.test({
  name: "an open page is told how a run in PostgreSQL goes on, is told to pause, and is done",
  ignore: hasPostgres.ignore,
  async fn() {
    using dir = tempDir();
    await using server = await startPostgres();
    const ledgerPath = await server.database();
    const runId = await sweptInto(ledgerPath, dir.path, "a");
    await using runner = await openLedger(ledgerPath);
    await runner.updateRun(runId, { status: "running", endedAt: null });
    const lock = await runner.lock(runId);
    await Deno.writeTextFile(`${dir.path}/tapedeck.toml`, "version = 1\n");
    await using open = await openSources({
      cwd: dir.path,
      env: () => undefined,
      ledgerPath,
      catalogPath: ":memory:",
      config: `${dir.path}/tapedeck.toml`,
      offline: true,
      random: () => 0.5,
      warn: (message) => assertEquals(message, ""),
    });
    const dashboard = createDashboard(open.sources);
    const events = eventsOf(await dashboard.handle(new Request(`http://127.0.0.1/runs/${runId}/events`)));
    // It is told again each second, as it says for how long the run has been going.
    const shows = async (words: string) => {
      let shown = "";
      for (let told = 0; told < 60 && !shown.includes(words); told++) {
        shown = wordsOf(await fragmentOf(events, "status"));
      }
      assertStringIncludes(shown, words);
    };
    await shows("running 12 of 12");
    const told = await dashboard.handle(
      new Request(`http://127.0.0.1/runs/${runId}/pause`, {
        method: "POST",
        headers: { origin: "http://127.0.0.1" },
        body: new URLSearchParams(),
      }),
    );
    assertEquals(told.status, 303);
    await shows("paused 12 of 12");
    lock!.release();
    await shows("interrupted 12 of 12");
    await runner.updateRun(runId, { status: "done", control: null, endedAt: "2027-01-02T03:04:05.000Z" });
    await shows("done 12 of 12");
    await dashboard.close();
  },
});
