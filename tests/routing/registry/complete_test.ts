import { assert, assertEquals, assertRejects } from "@std/assert";
import { type PlainFetch, UserError, VirtualClock } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { CallError } from "../../../src/routing/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, noNetwork, open, server } from "./_world.ts";

const QUESTION = { model: "simulated/quick", messages: [{ role: "user", content: "Hello" } as const] };

const HASTY = { retry: { max_tries: 2, base_ms: 1 } };
const BOTH = {
  providers: {
    alpha: { kind: "simulated", base_url: "http://alpha/v1", ...HASTY },
    beta: { kind: "simulated", base_url: "http://beta/v1", ...HASTY },
  },
};

Deno.test("a model is asked at the provider that has it", async () => {
  const alpha = server();
  await using registry = await open({ fetch: network({ alpha }), config: BOTH });
  const { text, endpoint, audit, outcome, attempts } = await registry.complete(QUESTION);
  assert(text.length > 0);
  assertEquals([endpoint.key, audit.chosen], ["simulated/quick@alpha", "simulated/quick@alpha"]);
  assertEquals([outcome.answered, attempts.length], ["simulated/quick@alpha", 1]);
});

Deno.test("where one endpoint fails by its own fault the next is asked", async () => {
  const alpha = server({ failures: [{ kind: "server_error", every: 1 }] });
  await using registry = await open({ fetch: network({ alpha, beta: server() }), config: BOTH });
  const { endpoint, outcome, attempts } = await registry.complete(QUESTION);
  assertEquals(endpoint.key, "simulated/quick@beta");
  assertEquals(outcome.failed.map(({ endpoint, errorKind }) => [endpoint, errorKind]), [
    ["simulated/quick@alpha", "server_error"],
  ]);
  assert(attempts.length > 1);
});

Deno.test("a replay makes the same calls without network, key and catalog", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const alpha = server({ failures: [{ kind: "server_error", every: 1 }] });
  const ask = async (options: Parameters<typeof open>[0]) => {
    await using registry = await open({ cassette, ...options });
    return [await registry.complete(QUESTION), await registry.complete(QUESTION)];
  };
  const recorded = await ask({ mode: "record", fetch: network({ alpha, beta: server() }), config: BOTH });
  const replayed = await ask({ fetch: noNetwork });
  for (const [i, { audit, attempts: _, ...rest }] of replayed.entries()) {
    const { audit: before, attempts: __, ...first } = recorded[i];
    assertEquals(rest, first);
    assertEquals(audit, { ...before, origin: "tape" });
  }
});

Deno.test("a model that nobody has is the user's mistake", async () => {
  await using registry = await open({ offline: true });
  await assertRejects(() => registry.complete({ ...QUESTION, model: "openai/gpt-4o-mni" }), UserError, "gpt-4o-mini");
});

Deno.test("a model that nobody can be asked for is a typed failure", async () => {
  await using registry = await open({ offline: true });
  const error = await assertRejects(() => registry.complete({ ...QUESTION, model: "openai/gpt-4o-mini" }), CallError);
  assertEquals([error.failure.kind, error.audit.chosen], ["no_endpoint", null]);
});

Deno.test("a call that is called off while a list is fetched ends at once, and leaves nothing behind", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const silent: PlainFetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason));
      stop.abort(reason);
    });
  const registry = await open({ fetch: silent, config: BOTH, clock: new VirtualClock() });
  assertEquals(await registry.complete(QUESTION, { signal: stop.signal }).catch((error) => error), reason);
  assertEquals(await registry.complete(QUESTION, { signal: stop.signal }).catch((error) => error), reason);
  await registry.close();
});

Deno.test("a registry that is closed calls off what is under way, keeps its choice, and takes no call any more", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
  const alpha = server();
  const answers = network({ alpha });
  const silent: PlainFetch = (input, init) => {
    if (!String(input).endsWith("/completions")) return answers(input, init);
    asked();
    return new Promise((_, reject) =>
      init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason), { once: true })
    );
  };
  const registry = await open({
    config: { providers: { alpha: BOTH.providers.alpha } },
    fetch: silent,
    ledgerPath,
    cassette: `${dir.path}/tape.jsonl`,
    mode: "record",
  });
  const call = registry.complete(QUESTION, { scope: "mine" }).catch((error) => error.message);
  await isAsked;
  await Promise.all([registry.close(), registry.close()]);
  const message = "Cannot complete the call as the registry was closed";
  assertEquals(await call, message);
  await assertRejects(() => registry.complete(QUESTION), UserError, message);
  await using ledger = await openSqliteLedger(ledgerPath);
  const routes = await Array.fromAsync(ledger.routes());
  assertEquals(routes.map(({ scope, outcome }) => [scope, outcome]), [["mine", null]]);
});
