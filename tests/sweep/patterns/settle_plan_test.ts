import { assertEquals, assertRejects } from "@std/assert";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import {
  cellsOf,
  parsePlan,
  resolvePlan,
  restrictPlan,
  runSweep,
  settlePlan,
  type SweepPlan,
} from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, startParrot } from "../_parrot.ts";
import { catalogOf, recordOf } from "./_known.ts";

const planOf = (baseUrl: string) =>
  parsePlan(
    `name = "patterns"
[[endpoints]]
key = "acme/*@local"
base_url = "${baseUrl}"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }
[grid]
temperature = [0, 0.5]
[prompts]
items = [{ id = "a", prompt = "one" }, { id = "b", prompt = "two" }]
`,
    { path: "patterns.toml" },
  );

const then = catalogOf([recordOf("acme/one@local"), recordOf("acme/two@local")]);
const later = catalogOf([recordOf("acme/two@local"), recordOf("acme/three@local")]);
const ids = (plan: SweepPlan) => [...cellsOf(plan)].map(({ id }) => id);

Deno.test("a replay on another machine has the endpoints that were recorded, whatever its catalog says", async () => {
  using dir = tempDir();
  using other = tempDir();
  await using parrot = startParrot();
  const plan = await planOf(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  const recorded = await resolvePlan(plan, { known: then });
  const summary = await runSweep(recorded, options);
  const replay = { ...parrotOptions(other.path), cassettePath: options.cassettePath, mode: "replay" as const };
  const settled = await settlePlan(plan, { ...replay, known: later });
  assertEquals(ids(settled), ids(recorded));
  // The runner itself asks the tape too, and the catalog that ships knows none of these.
  assertEquals((await runSweep(plan, replay)).resultsHash, summary.resultsHash);
  // Without the tape it is what the catalog says.
  const anew = await settlePlan(plan, { ...replay, cassettePath: `${other.path}/none.jsonl`, known: later });
  assertEquals(anew.endpoints.map(({ key }) => key), ["acme/three@local", "acme/two@local"]);
});

Deno.test("a run that is gone on with keeps the endpoints that it began with", async () => {
  using dir = tempDir();
  const controller = new AbortController();
  await using parrot = startParrot({
    intercept: (number) => {
      if (number === 3) controller.abort();
      return undefined;
    },
  });
  const plan = await planOf(parrot.baseUrl);
  const options = { ...parrotOptions(dir.path), concurrency: 1 };
  const first = await runSweep(await resolvePlan(plan, { known: then }), { ...options, signal: controller.signal });
  assertEquals(first.interrupted, true);
  const again = await settlePlan(plan, { ...options, known: later });
  assertEquals(again.endpoints.map(({ key }) => key), ["acme/one@local", "acme/two@local"]);
  const second = await runSweep(again, options);
  assertEquals([second.runId, second.ok, second.interrupted], [first.runId, 8, false]);
  await using ledger = await openSqliteLedger(options.ledgerPath);
  assertEquals((await ledger.run(first.runId))?.manifest.patterns, {
    source: again.resolved!.source,
    resolved: [{
      pattern: "acme/*@local",
      endpoints: [{ key: "acme/one@local", wireModel: "acme/one" }, { key: "acme/two@local", wireModel: "acme/two" }],
    }],
  });
  // A new run asks the catalog again.
  const fresh = await settlePlan(plan, { ...options, fresh: true, known: later });
  assertEquals(fresh.endpoints.map(({ key }) => key), ["acme/three@local", "acme/two@local"]);
});

Deno.test("a tape of the whole plays a part, and a part is gone on with as that part alone", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const whole = await resolvePlan(await planOf(parrot.baseUrl), { known: then });
  const options = parrotOptions(dir.path);
  await runSweep(whole, options);
  const calls = parrot.requests.length;
  const part = restrictPlan(whole, ["temperature=0.5", "prompt=b"]);
  const played = await runSweep(part, { ...options, mode: "replay" });
  assertEquals([played.cells, played.ok, parrot.requests.length], [2, 2, calls]);
  const partly = await runSweep(part, {
    ...options,
    cassettePath: `${dir.path}/part.jsonl`,
    mode: "record",
    fresh: true,
  });
  assertEquals(partly.ok, 2);
  await assertRejects(
    () => runSweep(whole, { ...options, mode: "record", cassettePath: `${dir.path}/part.jsonl`, resume: partly.runId }),
    Error,
    "the plan has changed since",
  );
});
