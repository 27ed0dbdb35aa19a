import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Decimal, type PlainFetch } from "../../../src/base/mod.ts";
import type { ConfigFile } from "../../../src/config/mod.ts";
import { openSqliteLedger, sumCosts } from "../../../src/ledger/mod.ts";
import { CallError, type Registry } from "../../../src/routing/mod.ts";
import type { CallTry } from "../../../src/spec/mod.ts";
import { collect } from "../../support/iterate.ts";
import { canMakeDisks, smallDisk } from "../../cassette/crash/disks.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, noNetwork, open, server } from "./_world.ts";

const SECRET_WORDS = "a question that stands in no row";
const QUESTION = { model: "simulated/quick", messages: [{ role: "user", content: SECRET_WORDS } as const] };
const PRICE = { inputUsd: "0.00000005", outputUsd: "0.0000002" };
const CONFIG: ConfigFile = {
  providers: {
    alpha: { kind: "simulated", base_url: "http://alpha/v1", retry: { max_tries: 2, base_ms: 1 } },
    beta: { kind: "simulated", base_url: "http://beta/v1", retry: { max_tries: 1 } },
  },
};
const failing = () => server({ failures: [{ kind: "server_error", every: 1 }] });

function isQuestion(...given: Parameters<PlainFetch>): boolean {
  return new Request(...given).method === "POST";
}

/** The beginning of a streamed answer, which goes on until it is called off. */
function endless(signal: AbortSignal | null | undefined): Response {
  const chunk = { choices: [{ index: 0, delta: { content: "Half" }, finish_reason: null }] };
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(chunk)}\n\n`));
      signal?.addEventListener("abort", () => controller.error(signal.reason));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

async function callsIn(path: string): Promise<CallTry[]> {
  await using ledger = await openSqliteLedger(path);
  return (await collect(ledger.calls())).reverse();
}

Deno.test("each try of a call is a row: retries, the endpoint that failed and the one that answered, with its cost", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  let costUsd: string | null = null;
  {
    const fetch = network({ alpha: failing(), beta: server({ price: PRICE }) });
    await using registry = await open({ ledgerPath, config: CONFIG, fetch });
    const answer = await registry.complete(QUESTION, { scope: "mine" });
    costUsd = answer.costUsd;
    assertEquals(answer.warnings, []);
    assertEquals(answer.attempts.length, 3);
  }
  const rows = await callsIn(ledgerPath);
  assertEquals(
    rows.map(({ try: n, provider, status, errorKind, httpStatus, billed }) => [
      n,
      provider,
      status,
      errorKind,
      httpStatus,
      billed,
    ]),
    [
      [1, "alpha", "failed", "server_error", 500, false],
      [2, "alpha", "failed", "server_error", 500, false],
      [3, "beta", "ok", null, 200, true],
    ],
  );
  assertEquals(new Set(rows.map(({ callId }) => callId)).size, 1);
  assertEquals(new Set(rows.map(({ scope, source }) => `${scope} ${source}`)), new Set(["mine live"]));
  assertEquals([rows[2].costUsd, rows[2].costSource], [costUsd, "tokens"]);
  assert(rows[2].inputTokens! > 0 && rows[2].outputTokens! > 0 && rows[2].latencyMs! >= 0);
  using db = new DatabaseSync(ledgerPath);
  const [{ text }] = db.prepare("SELECT group_concat(scope || endpoint || call_id) AS text FROM calls").all();
  assert(!String(text).includes(SECRET_WORDS));
});

Deno.test("a call that failed everywhere, and the same call again, are calls of their own", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  {
    await using registry = await open({ ledgerPath, config: CONFIG, fetch: network({ alpha: failing() }) });
    for (let i = 0; i < 2; i++) {
      await assertRejects(
        () => registry.complete(QUESTION, { pin: "simulated/quick@alpha", scope: "same" }),
        CallError,
      );
    }
  }
  const rows = await callsIn(ledgerPath);
  assertEquals(rows.map(({ try: n }) => n).sort(), [1, 1, 2, 2]);
  assertEquals(new Set(rows.map(({ callId }) => callId)).size, 2);
  await using ledger = await openSqliteLedger(ledgerPath);
  const { total } = await sumCosts(ledger.costs(), "run");
  assertEquals([total.tries, total.billed, total.costUsd, total.unknown], [4, 0, "0", 0]);
});

Deno.test("a call for a run is none of its cells, and its cost is not lost", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  {
    await using registry = await open({
      ledgerPath,
      config: CONFIG,
      fetch: network({ alpha: server({ price: PRICE }) }),
    });
    await registry.complete(QUESTION, { run: "run_1", scope: "extra" });
  }
  const [row, ...others] = await callsIn(ledgerPath);
  assertEquals([row.scope, others], ["extra", []]);
  await using ledger = await openSqliteLedger(ledgerPath);
  const { rows } = await sumCosts(ledger.costs(), "run");
  assertEquals(rows.map(({ name, costUsd }) => [name, costUsd]), [["calls", row.costUsd]]);
});

Deno.test("a stream that the caller breaks off counts as paid for at an unknown cost, and never as nothing", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  {
    const lists = network({ alpha: server() });
    await using registry = await open({
      ledgerPath,
      config: CONFIG,
      offline: true,
      fetch: (input, init) => isQuestion(input, init) ? Promise.resolve(endless(init?.signal)) : lists(input, init),
    });
    const left = new AbortController();
    const call = registry.complete({ ...QUESTION, stream: true }, {
      pin: "simulated/quick@alpha",
      signal: left.signal,
      onDelta: () => left.abort(new Error("gone")),
    });
    await assertRejects(() => call, Error, "gone");
  }
  const [row, ...others] = await callsIn(ledgerPath);
  assertEquals(others, []);
  assertEquals(
    [row.status, row.errorKind, row.httpStatus, row.billed, row.costUsd, row.outputTokens],
    ["failed", "aborted", 200, true, null, null],
  );
  await using ledger = await openSqliteLedger(ledgerPath);
  const { total } = await sumCosts(ledger.costs(), "run");
  assertEquals([total.billed, total.costUsd, total.unknown], [1, null, 1]);
  // What limits count of it is not nothing, either.
  const [use] = await collect(
    ledger.use({ since: "2000-01-01T00:00:00.000Z", finelySince: "2000-01-01T00:00:00.000Z" }),
  );
  assertEquals([use.provider, use.requests], ["alpha", 1]);
});

Deno.test("a call that is given up before any answer counts at an unknown cost, one that reaches nobody at none", async () => {
  const costsOf = async (ask: (registry: Registry) => Promise<unknown>, fetch: PlainFetch) => {
    using dir = tempDir();
    const ledgerPath = `${dir.path}/ledger.sqlite`;
    {
      const alpha = { ...CONFIG.providers!.alpha, retry: { max_tries: 1 } };
      const config = { ...CONFIG, providers: { alpha } };
      await using registry = await open({ ledgerPath, config, offline: true, fetch });
      await ask(registry);
    }
    await using ledger = await openSqliteLedger(ledgerPath);
    const { total } = await sumCosts(ledger.costs(), "run");
    return [total.tries, total.billed, total.costUsd, total.unknown];
  };
  const pin = "simulated/quick@alpha";
  const left = new AbortController();
  const silent: PlainFetch = (_, init) =>
    new Promise((_, reject) => {
      init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason));
      left.abort(new Error("gone"));
    });
  const calledOff = (registry: Registry) =>
    assertRejects(() => registry.complete(QUESTION, { pin, signal: left.signal }), Error, "gone");
  assertEquals(await costsOf(calledOff, silent), [1, 0, null, 1]);
  const failing = (registry: Registry) => assertRejects(() => registry.complete(QUESTION, { pin }), CallError);
  const late: PlainFetch = () =>
    Promise.reject(new DOMException("The limit of the time to the headers is over", "TimeoutError"));
  assertEquals(await costsOf(failing, late), [1, 0, null, 1]);
  const nobody: PlainFetch = () =>
    Promise.reject(new TypeError("fetch failed", { cause: new Error("client error (Connect): Connection refused") }));
  assertEquals(await costsOf(failing, nobody), [1, 0, "0", 0]);
});

Deno.test("what an answer cost is unknown where an endpoint before was given up, and known where that was not reached", async () => {
  const costOf = async (error: Error) => {
    const servers = network({ alpha: server(), beta: server({ price: PRICE }) });
    await using registry = await open({
      config: CONFIG,
      ledgerPath: false,
      fetch: (input, init) =>
        new URL(new Request(input).url).hostname === "alpha" && isQuestion(input, init)
          ? Promise.reject(error)
          : servers(input, init),
    });
    const { costUsd, endpoint, attempts } = await registry.complete(QUESTION);
    assertEquals([endpoint.provider, attempts.length], ["beta", 3]);
    return costUsd;
  };
  assertEquals(await costOf(new DOMException("too late", "TimeoutError")), null);
  const refused = new TypeError("fetch failed", { cause: new Error("client error (Connect): Connection refused") });
  assert(Number(await costOf(refused)) > 0);
});

Deno.test("what was tried before a call was called off is kept, and what was never sent is not", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  {
    const left = new AbortController();
    const alpha = network({ alpha: failing() });
    let questions = 0;
    await using registry = await open({
      ledgerPath,
      config: CONFIG,
      offline: true,
      fetch: (input, init) => {
        if (!isQuestion(input, init) || ++questions === 1) return alpha(input, init);
        left.abort(new Error("gone"));
        return Promise.reject(left.signal.reason);
      },
    });
    const call = registry.complete(QUESTION, { signal: left.signal, pin: "simulated/quick@alpha" });
    await assertRejects(() => call, Error, "gone");
    const over = AbortSignal.abort(new Error("over"));
    await assertRejects(() => registry.complete(QUESTION, { signal: over }), Error, "over");
  }
  const rows = await callsIn(ledgerPath);
  assertEquals(rows.map(({ try: n, errorKind, httpStatus, billed }) => [n, errorKind, httpStatus, billed]), [
    [1, "server_error", 500, false],
    [2, "aborted", null, false],
  ]);
});

Deno.test("a replay is kept as one, has the costs of its recording, and pays nothing", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  const world = { cassette, ledgerPath, config: CONFIG };
  {
    const fetch = network({ alpha: server({ price: PRICE }) });
    await using registry = await open({ ...world, mode: "record", fetch });
    await registry.complete(QUESTION);
  }
  {
    await using registry = await open({ ...world, fetch: noNetwork });
    await registry.complete(QUESTION);
  }
  const [recorded, replayed] = (await callsIn(ledgerPath)).sort((a) => a.source === "live" ? -1 : 1);
  assertEquals([recorded.source, recorded.billed, replayed.source, replayed.billed], ["live", true, "replay", false]);
  assertEquals(
    { ...replayed, callId: recorded.callId, source: recorded.source, billed: recorded.billed },
    recorded,
  );
  await using ledger = await openSqliteLedger(ledgerPath);
  const { total } = await sumCosts(ledger.costs(), "run");
  assertEquals([total.costUsd, total.savedUsd, total.billed], [recorded.costUsd, recorded.costUsd, 1]);
});

Deno.test("an answer that was paid for is given although the ledger cannot be written, which stands beside it", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  await (await openSqliteLedger(ledgerPath)).close();
  await using registry = await open({ ledgerPath, config: CONFIG, fetch: network({ alpha: server() }) });
  {
    using db = new DatabaseSync(ledgerPath);
    db.exec("CREATE TRIGGER full BEFORE INSERT ON calls BEGIN SELECT raise(ABORT, 'the disk is full'); END");
  }
  const { text, warnings } = await registry.complete(QUESTION);
  assert(text.length > 0);
  assertEquals(warnings.map(({ code }) => code), ["unkept"]);
  assertMatch(warnings[0].message, /^Cannot keep the call in the ledger, so no sum has its cost: .*the disk is full/);
  const error = await assertRejects(() => registry.complete(QUESTION, { pin: "simulated/quick@beta" }), CallError);
  assertStringIncludes(error.message, "the disk is full");
});

Deno.test({
  name: "an answer that its tape has no room for is an error, and what it cost is in the ledger",
  ignore: !(await canMakeDisks()).small,
  async fn() {
    using dir = tempDir();
    using ledgerFolder = tempDir();
    await using _disk = await smallDisk(dir.path, 65536);
    const ledgerPath = `${ledgerFolder.path}/ledger.sqlite`;
    const fetch = network({ alpha: server({ price: PRICE, answer: { textTokens: 50_000 } }) });
    const registry = await open({
      cassette: `${dir.path}/tape.jsonl`,
      mode: "record",
      ledgerPath,
      config: CONFIG,
      fetch,
    });
    await assertRejects(() => registry.complete(QUESTION), Error, "No space left");
    await registry.close().catch(() => {});
    const [row] = await callsIn(ledgerPath);
    assertEquals([row.status, row.billed], ["ok", true]);
    assert(Number(row.costUsd) > 0);
  },
});

Deno.test("the cost of the rows is the cost of the answers, over any number of calls", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  let sum = Decimal.fromInteger(0);
  const told: CallTry[] = [];
  {
    const alpha = server({ price: PRICE, failures: [{ kind: "server_error", every: 3 }] });
    await using registry = await open({
      ledgerPath,
      config: CONFIG,
      fetch: network({ alpha, beta: server({ price: PRICE }) }),
      onOwnTries: (tries) => {
        told.push(...tries);
        throw new Error("a listener that breaks");
      },
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => registry.complete(QUESTION)));
    for (const { costUsd } of answers) sum = sum.plus(Decimal.parse(costUsd!));
  }
  const rows = await callsIn(ledgerPath);
  await using ledger = await openSqliteLedger(ledgerPath);
  const { total } = await sumCosts(ledger.costs(), "run");
  assertEquals([total.costUsd, total.billed], [sum.toString(), 20]);
  assertEquals(new Set(rows.map(({ callId }) => callId)).size, 20);
  assertEquals(told.length, rows.length);
});

Deno.test("what was not called for want of a key is no row, and those behind it keep the numbers of their tape", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  {
    const config: ConfigFile = {
      providers: { ...CONFIG.providers, alpha: { ...CONFIG.providers!.alpha, credential: "alpha/main" } },
      credentials: { "alpha/main": { env: "KEY_OF_ALPHA" } },
    };
    const fetch = network({ alpha: server(), beta: server({ price: PRICE }) });
    await using registry = await open({ ledgerPath, config, fetch });
    const { costUsd, attempts } = await registry.complete(QUESTION);
    assertEquals([attempts.length, costUsd !== null], [2, true]);
    const message = (await registry.complete(QUESTION, { pin: "simulated/quick@alpha" }).catch(String)) as string;
    assertStringIncludes(message, "auth (");
    assertStringIncludes(message, "the environment variable KEY_OF_ALPHA is not set");
  }
  const rows = await callsIn(ledgerPath);
  assertEquals(rows.map(({ provider, status, try: number }) => [provider, status, number]), [["beta", "ok", 2]]);
});
