import { assert, assertEquals } from "@std/assert";
import { Decimal } from "../../../src/base/mod.ts";
import type { PlainFetch } from "../../../src/base/mod.ts";
import type { ConfigFile } from "../../../src/config/mod.ts";
import { CallError } from "../../../src/routing/mod.ts";
import { network, open, server } from "./_world.ts";

const PRICE = { input_per_1m_usd: "100", output_per_1m_usd: "1000" };
const CONFIG: ConfigFile = {
  providers: { alpha: { kind: "simulated", base_url: "http://alpha/v1" } },
  endpoints: [{ key: "me/mine@alpha", model: "simulated/quick", price: PRICE }],
};
const QUESTION = { model: "me/mine", messages: [{ role: "user", content: "Hello" } as const], maxTokens: 8 };

Deno.test("many calls at once never cost more than the budget, and what is left is known", async () => {
  const budgetUsd = "0.1";
  await using registry = await open({ config: CONFIG, budgetUsd, fetch: network({ alpha: server() }) });
  assertEquals(registry.remainingUsd, "0.1");
  const ends = await Promise.allSettled(Array.from({ length: 40 }, () => registry.complete(QUESTION)));
  let spent = Decimal.parse("0");
  for (const end of ends) {
    if (end.status === "fulfilled") spent = spent.plus(Decimal.parse(end.value.costUsd!));
    else {
      assert(end.reason instanceof CallError);
      assertEquals(end.reason.failure.kind, "budget_exceeded");
    }
  }
  assert(ends.some(({ status }) => status === "fulfilled"));
  assert(ends.some(({ status }) => status === "rejected"));
  const left = Decimal.parse(budgetUsd).minus(spent);
  assertEquals(registry.remainingUsd, left.toString());
  assert(left.compare(Decimal.parse("0")) >= 0);
});

Deno.test("what is paid by the hour costs no more than the hours that a call may take", async () => {
  const paid = async (total_ms: number) => {
    const config: ConfigFile = {
      providers: { alpha: { kind: "simulated", base_url: "http://alpha/v1", timeouts: { total_ms } } },
      endpoints: [{ key: "me/mine@alpha", model: "simulated/quick", price: { per_hour_usd: "3600", slots: 2 } }],
    };
    await using registry = await open({ config, budgetUsd: "1", fetch: network({ alpha: server() }) });
    const { maxTokens: _, ...question } = QUESTION;
    return await registry.complete(question).then(() => "ok", (error) => error.failure.kind);
  };
  // Two seconds of one of two slots are a dollar.
  assertEquals([await paid(2_000), await paid(2_001)], ["ok", "budget_exceeded"]);
});

Deno.test("a call whose cost nobody can bound is refused under a budget", async () => {
  const config = { providers: CONFIG.providers };
  await using registry = await open({ config, budgetUsd: "1", fetch: network({ alpha: server() }) });
  let kind = "";
  await registry.complete({ ...QUESTION, model: "simulated/quick" }).catch((error) => kind = error.failure.kind);
  assertEquals(kind, "budget_exceeded");
});

Deno.test("without a budget there is nothing left of it", async () => {
  await using registry = await open({ config: CONFIG, fetch: network({ alpha: server() }) });
  assertEquals(registry.remainingUsd, null);
  assertEquals((await registry.complete(QUESTION)).costUsd, "0.0085");
});

Deno.test("a call that nobody answered in time may have been paid, and counts as the most that it may cost", async () => {
  const alpha = { ...CONFIG.providers!.alpha, retry: { max_tries: 1 }, timeouts: { headers_ms: 1 } };
  const config = { ...CONFIG, providers: { alpha } };
  const silent: PlainFetch = (_, init) =>
    new Promise((_resolve, reject) => {
      const { signal } = init!;
      if (signal!.aborted) reject(signal!.reason);
      signal!.addEventListener("abort", () => reject(signal!.reason));
    });
  await using registry = await open({ config, budgetUsd: "0.03", fetch: silent, offline: true });
  const kinds: string[] = [];
  for (let i = 0; i < 3; i++) {
    await registry.complete(QUESTION).catch((error) => kinds.push(error.failure.kind));
  }
  assertEquals(kinds, ["timeout", "timeout", "budget_exceeded"]);
});

Deno.test("a server that was never reached costs nothing", async () => {
  await using registry = await open({
    config: { ...CONFIG, providers: { alpha: { ...CONFIG.providers!.alpha, retry: { max_tries: 1 } } } },
    budgetUsd: "0.03",
    fetch: () => Promise.reject(new TypeError("fetch failed", { cause: new Error("client error (Connect)") })),
  });
  for (let i = 0; i < 5; i++) await registry.complete(QUESTION).catch(() => {});
  assertEquals(registry.remainingUsd, "0.03");
});

Deno.test("a call that the server has refused costs nothing of the budget", async () => {
  const alpha = server({ capability: { refuses: ["tools"] } });
  await using registry = await open({ config: CONFIG, budgetUsd: "100", offline: true, fetch: network({ alpha }) });
  const tools = [{ name: "look", parameters: { type: "object" } }];
  const error = await registry.complete({ ...QUESTION, tools }).catch((error) => error);
  assertEquals([error.failure.kind, registry.remainingUsd], ["invalid_request", "100"]);
});

Deno.test("a limit in US dollars lets calls go that it has room for, also without a budget", async () => {
  const ends = async (usd_per_day: string) => {
    const config = { ...CONFIG, providers: { alpha: { ...CONFIG.providers!.alpha, limits: { usd_per_day } } } };
    await using registry = await open({ config, fetch: network({ alpha: server() }) });
    const { maxTokens: _, ...unlimited } = QUESTION;
    const calls = [QUESTION, unlimited].map((question) => registry.complete(question));
    return (await Promise.allSettled(calls)).map(({ status }) => status);
  };
  assertEquals(await ends("5"), ["fulfilled", "fulfilled"]);
  // An answer whose length nobody limits is taken to have a thousand tokens, which cost a dollar.
  assertEquals(await ends("0.5"), ["fulfilled", "rejected"]);
});
