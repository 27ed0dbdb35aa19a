import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import type { ConfigFile } from "../../../src/config/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { CallEvent } from "../../../src/spec/mod.ts";
import { collect } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, noNetwork, open, server } from "./_world.ts";

const QUESTION = { model: "simulated/quick", messages: [{ role: "user", content: "Hello" } as const] };
const CONFIG: ConfigFile = {
  providers: {
    alpha: { kind: "simulated", base_url: "http://alpha/v1", retry: { max_tries: 1 } },
    beta: { kind: "simulated", base_url: "http://beta/v1" },
  },
};

Deno.test("every choice stands in the ledger with what came of it, and a replay adds none", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  const alpha = server({ failures: [{ kind: "server_error", every: 1 }] });
  const routes = async () => {
    await using ledger = await openSqliteLedger(ledgerPath);
    return await collect(ledger.routes());
  };
  {
    const world = { cassette, ledgerPath, config: CONFIG, mode: "record" as const };
    await using registry = await open({ ...world, fetch: network({ alpha, beta: server() }) });
    await registry.complete(QUESTION);
    await registry.complete(QUESTION, { run: "run_1", scope: "cell_1" });
  }
  const recorded = await routes();
  assertEquals(recorded.map(({ runId, scope }) => [runId, scope.replace(/_[^_]*$/, "")]), [
    ["run_1", "cell"],
    [null, "call"],
  ]);
  assertEquals(recorded[1].outcome?.failed.map(({ errorKind }) => errorKind), ["server_error"]);
  assertEquals(recorded[1].outcome?.answered, "simulated/quick@beta");
  assert(recorded[1].audit.candidates.length === 2);
  {
    await using registry = await open({ cassette, ledgerPath, fetch: noNetwork });
    await registry.complete(QUESTION);
  }
  assertEquals(await routes(), recorded);
});

Deno.test("a failed call is a choice too", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  const alpha = server({ failures: [{ kind: "server_error", every: 1 }] });
  {
    await using registry = await open({ ledgerPath, config: CONFIG, fetch: network({ alpha }) });
    await registry.complete(QUESTION, { pin: "simulated/quick@alpha" }).catch(() => {});
  }
  await using ledger = await openSqliteLedger(ledgerPath);
  const [{ outcome, audit }] = await collect(ledger.routes());
  assertEquals([audit.origin, outcome?.answered, outcome?.failed.length], ["pin", null, 1]);
});

Deno.test("where nobody names a ledger the user's own has every choice, and no file is made before the first", async () => {
  using home = tempDir();
  const path = `${home.path}/data/tapedeck/ledger.sqlite`;
  const env = (name: string) => ({ HOME: home.path, XDG_DATA_HOME: `${home.path}/data` })[name];
  const world = { env, config: CONFIG, fetch: network({ alpha: server() }) };
  {
    await using registry = await open(world);
    await registry.routePlan(QUESTION);
    await registry.explain(QUESTION);
    await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
    await registry.complete(QUESTION);
  }
  {
    await using registry = await open({ ...world, ledgerPath: false });
    await registry.complete(QUESTION);
  }
  await using ledger = await openSqliteLedger(path);
  assertEquals((await collect(ledger.routes())).map(({ outcome }) => outcome?.answered), ["simulated/quick@alpha"]);
});

Deno.test("where a choice cannot be kept, nothing is called", async () => {
  using home = tempDir();
  const path = `${home.path}/no_database`;
  await Deno.writeTextFile(
    path,
    "This is not a database, and is long enough to be read as a header of one.".repeat(20),
  );
  const env = (name: string) => name === "TAPEDECK_LEDGER" ? path : undefined;
  let calls = 0;
  const alpha = server();
  await using registry = await open({
    env,
    config: CONFIG,
    fetch: (input, init) => {
      if (new Request(input, init).method === "POST") calls++;
      return network({ alpha })(input, init);
    },
  });
  await assertRejects(() => registry.complete(QUESTION), UserError, path);
  assertEquals(calls, 0);
});

Deno.test("who listens is told of choices, tries and fallbacks", async () => {
  const events: CallEvent[] = [];
  const alpha = server({ failures: [{ kind: "server_error", every: 1 }] });
  await using registry = await open({
    config: CONFIG,
    fetch: network({ alpha, beta: server() }),
    onEvent: (event) => {
      events.push(event);
      throw new Error("a listener that breaks");
    },
  });
  await registry.complete(QUESTION);
  const types = events.map(({ type }) => type);
  assertEquals(types.filter((type) => type !== "limits" && type !== "list"), [
    "routed",
    "started",
    "ended",
    "fallback",
    "started",
    "ended",
  ]);
  assertEquals(registry.health("simulated/quick@beta").calls, 1);
  assert(registry.status().breakers.length > 0);
});
