import { assertEquals, assertRejects } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import { findProvider } from "../../../src/provider/mod.ts";
import { type HealthSubject, probeSubjects } from "../../../src/routing/mod.ts";
import { healthTargetOf } from "../../../src/transport/health/mod.ts";

function subject(provider: string, problem: string | null = null): HealthSubject {
  const kind = findProvider("openai");
  const options = { name: provider, credential: null, baseUrl: `http://${provider}/v1` };
  const target = { ...healthTargetOf(kind, options), needsKey: problem !== null };
  return { provider, kind, target, problem, endpoint: () => Promise.reject() as never };
}

Deno.test("providers are probed some at a time, and come back in the order in which they were given", async () => {
  const names = Array.from({ length: 20 }, (_, i) => `server-${i}`);
  const waiting: (() => void)[] = [];
  let most = 0;
  let under = 0;
  const fetch = async () => {
    most = Math.max(most, ++under);
    await new Promise<void>((resolve) => waiting.push(resolve));
    under--;
    return new Response("{}");
  };
  const probes = probeSubjects(names.map((name) => subject(name)), { fetch, clock: new VirtualClock() });
  for (let answered = 0; answered < names.length;) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    // The last of them answers first.
    const next = waiting.pop();
    if (next === undefined) continue;
    next();
    answered++;
  }
  const results = await probes;
  assertEquals(results.map(({ provider, state }) => [provider, state]), names.map((name) => [name, "healthy"]));
  assertEquals(most, 8);
});

Deno.test("where there is no key, the reason is what is wrong with it", async () => {
  const fetch = () => Promise.resolve(new Response("{}"));
  const options = { fetch, clock: new VirtualClock() };
  const [result] = await probeSubjects([subject("server", "the file of its key is open to others")], options);
  assertEquals([result.state, result.reason], ["unknown", "the file of its key is open to others"]);
});

Deno.test("whoever calls it off gets the reason", async () => {
  const controller = new AbortController();
  controller.abort(new Error("enough"));
  const fetch = () => Promise.resolve(new Response("{}"));
  const options = { fetch, clock: new VirtualClock(), signal: controller.signal };
  await assertRejects(() => probeSubjects([subject("server")], options), Error, "enough");
});
