import { assert, assertEquals } from "@std/assert";
import { seededRandom, VirtualClock } from "../../../src/base/mod.ts";
import { type HealthTarget, type ProbeResult, startProbes } from "../../../src/transport/health/mod.ts";

const target = (provider: string, url: string | null = `https://${provider}.test/models`): HealthTarget => ({
  provider,
  url,
  method: "HEAD",
  headers: {},
  auth: null,
  credential: null,
  needsKey: false,
});

function probesOf(targets: readonly HealthTarget[], rest: { fetch?: typeof fetch; signal?: AbortSignal } = {}) {
  const clock = new VirtualClock();
  const results: (ProbeResult & { atMs: number })[] = [];
  const errors: unknown[] = [];
  const probes = startProbes({
    targets,
    clock,
    random: seededRandom("probes"),
    fetch: () => Promise.resolve(new Response(null)),
    onResult: (result) => results.push({ ...result, atMs: clock.nowMs() }),
    onError: (error) => errors.push(error),
    ...rest,
  });
  return { clock, results, errors, probes };
}

Deno.test("each provider is probed at once and about every 30 s, not in step", async () => {
  const { clock, results, probes } = probesOf([target("one"), target("two"), target("none", null)]);
  await probes.first;
  assertEquals(results.map(({ provider, state }) => [provider, state]), [["one", "healthy"], ["two", "healthy"]]);
  await clock.advance(300_000);
  await probes.stop();
  for (const name of ["one", "two"]) {
    const times = results.filter(({ provider }) => provider === name).map(({ atMs }) => atMs);
    const waits = times.slice(1).map((atMs, i) => atMs - times[i]);
    assert(waits.length >= 8 && waits.every((wait) => wait >= 24_000 && wait <= 36_000), waits.join());
    assert(new Set(waits).size > 1);
  }
  assertEquals(clock.nextWakeMs(), null, "nobody waits any more");
});

Deno.test("a provider of which the user wants to know more often is probed more often, the others are not", async () => {
  const { clock, results, probes } = probesOf([{ ...target("one"), lifetimeMs: 5_000 }, target("two")]);
  await clock.advance(120_000);
  await probes.stop();
  const of = (name: string) => results.filter(({ provider }) => provider === name).length;
  assert(of("one") >= 21 && of("one") <= 31, String(of("one")));
  assert(of("two") >= 4 && of("two") <= 6, String(of("two")));
});

Deno.test("a probe that takes long is not overtaken by the next one", async () => {
  let underWay = 0;
  let most = 0;
  const slow = (_input: unknown, init?: RequestInit) => {
    most = Math.max(most, ++underWay);
    return new Promise<Response>((_resolve, reject) => {
      init!.signal!.addEventListener("abort", () => {
        underWay--;
        reject(init!.signal!.reason);
      });
    });
  };
  const { clock, results, probes } = probesOf([target("one")], { fetch: slow });
  await clock.advance(120_000);
  await probes.stop();
  assertEquals(most, 1);
  assert(results.length >= 3 && results.every(({ state }) => state === "down"));
});

Deno.test("stopping calls off what is under way, and so does the signal", async () => {
  const never = (_input: unknown, init?: RequestInit) =>
    new Promise<Response>((_, reject) => init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason)));
  const one = probesOf([target("one")], { fetch: never });
  await one.probes.stop();
  assertEquals([one.results, one.errors, one.clock.nextWakeMs()], [[], [], null]);
  const controller = new AbortController();
  const two = probesOf([target("one")], { fetch: never, signal: controller.signal });
  controller.abort();
  await two.probes.first;
  await two.probes.stop();
  assertEquals([two.results, two.errors], [[], []]);
});

Deno.test("what is no fault of a provider is told, and ends its probes", async () => {
  const { clock, results, errors, probes } = probesOf([target("one")], {
    fetch: () => Promise.reject(new RangeError("a bug")),
  });
  await probes.first;
  await clock.advance(100_000);
  assertEquals([results, errors.map(String)], [[], ["RangeError: a bug"]]);
  await probes.stop();
});
