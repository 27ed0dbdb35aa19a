import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  type DriftFinding,
  type DriftOptions,
  type DriftReport,
  levenshteinScorer,
  measureDrift,
  type PureScorer,
  seededRandom,
  UserError,
} from "../../../mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { prompts, type TestCall, writeCalls } from "./_tapes.ts";

/** The drift between two tapes of these calls. */
async function drift(
  base: readonly TestCall[],
  fresh: readonly TestCall[],
  options?: DriftOptions,
): Promise<DriftReport> {
  using dir = tempDir();
  return await measureDrift(
    await writeCalls(`${dir.path}/base.jsonl`, base),
    await writeCalls(`${dir.path}/new.jsonl`, fresh),
    options,
  );
}

/** The one finding of this name, of the whole or of the only endpoint. */
function findingOf({ findings }: DriftReport, what: string, among?: string): DriftFinding {
  const found = findings.filter((finding) => finding.what === what && (among === undefined || finding.among === among));
  assertEquals(found.length, 1, `${what}: ${JSON.stringify(findings.map((finding) => finding.what))}`);
  return found[0];
}

/** So many repeats of each of so many prompts; `answer` is told the prompt's number and a random one. */
function repeats(
  [count, times]: readonly [number, number],
  seed: string,
  make: (i: number, random: () => number) => TestCall,
): TestCall[] {
  const random = seededRandom(seed);
  return Array.from(
    { length: times },
    (_, repeat) => prompts(count, (i) => ({ temperature: 1, repeat, ...make(i, random) })),
  ).flat();
}

Deno.test("answers that vary as they did are within noise", async () => {
  const answer = (_: number, random: () => number) => ({ answer: random() < 0.5 ? "yes" : "no" });
  const report = await drift(repeats([30, 3], "monday", answer), repeats([30, 3], "tuesday", answer));
  const { verdict, base, n, baseSamples, newSamples, pAdjusted, method } = findingOf(report, "normalised text");
  assertEquals([verdict, n, baseSamples, newSamples], ["within noise", 30, 90, 90]);
  assert(typeof base === "number" && base < 0.7, "repeats do not agree with each other");
  assert(pAdjusted !== null && pAdjusted > 0.05);
  assert(method.includes("labels permuted within each request"), method);
  assert(report.pairs.some(({ changed }) => changed), "some answers are others all the same");
});

Deno.test("answers that differ more than repeats do are beyond noise", async () => {
  const answer = (share: number) => (_: number, random: () => number) => ({ answer: random() < share ? "yes" : "no" });
  const report = await drift(repeats([30, 3], "monday", answer(0.9)), repeats([30, 3], "tuesday", answer(0.3)));
  const finding = findingOf(report, "normalised text");
  assertEquals(finding.verdict, "beyond noise");
  assert(finding.difference !== null && finding.difference.high! < 0, "across they agree less than within");
  assertAlmostEquals(finding.difference.value, (finding.new as number) - (finding.base as number), 1e-9);
});

Deno.test("a model that varies more than it did is found out though it says the same on average", async () => {
  const steady = repeats([40, 4], "monday", (i) => ({ answer: `answer ${i}` }));
  const shaky = repeats(
    [40, 4],
    "tuesday",
    (i, random) => ({ answer: random() < 0.4 ? `other ${random()}` : `answer ${i}` }),
  );
  const finding = findingOf(await drift(steady, shaky), "agreement of repeats");
  assertEquals([finding.verdict, finding.base], ["beyond noise", 1]);
  assert((finding.new as number) < 0.6);
});

Deno.test("deterministic requests without repeats are compared as they are", async () => {
  const base = prompts(20, (i) => ({ answer: `answer ${i}` }));
  const fresh = prompts(20, (i) => ({ answer: i < 5 ? "something else" : `Answer  ${i}.` }));
  const report = await drift(base, fresh);
  const { verdict, among, base: from, new: to, difference } = findingOf(report, "normalised text");
  assertEquals([verdict, among, from, to], ["changed", "deterministic", 1, 0.75]);
  assertEquals(difference?.method.includes("Wilson"), true, difference?.method);
  assertEquals(findingOf(report, "exact text").new, 0);
  assertEquals(report.pairs.filter(({ changed }) => changed).length, 5);
});

Deno.test("of sampled answers without repeats nothing is claimed", async () => {
  const answers = (tape: string) => prompts(20, (i) => ({ temperature: 0.7, answer: `${tape} ${i}` }));
  const report = await drift(answers("Monday"), answers("Tuesday"));
  const { verdict, base, difference, pValue, method } = findingOf(report, "normalised text");
  assertEquals([verdict, base, difference, pValue], ["noise unknown", null, null, null]);
  assertEquals(method, "agreement across the tapes; no repeats to tell noise by");
  assertEquals(report.endpoints[0].sampled, 20);
  assert(report.notes.some((note) => note.startsWith("20 requests are sampled")), report.notes.join());
});

Deno.test("temperature 0 is not trusted where repeats at the endpoint differ", async () => {
  const once = (tape: string) => prompts(5, (i) => ({ answer: `${tape} ${i}` }));
  const twice = [{ prompt: "again", answer: "one", repeat: 0 }, { prompt: "again", answer: "two", repeat: 1 }];
  const report = await drift([...once("a"), ...twice], [...once("b"), ...twice]);
  assertEquals(findingOf(report, "normalised text", "sampled").verdict, "noise unknown");
  assert(report.notes.some((note) => note.includes("are not taken as deterministic")), report.notes.join());
});

Deno.test("numbers need no repeats: differences that lean to one side are beyond noise", async () => {
  const random = seededRandom("tokens");
  const tokens = prompts(40, () => ({ temperature: 1, outputTokens: 50 + Math.floor(random() * 40) }));
  const longer = tokens.map((call) => ({ ...call, outputTokens: call.outputTokens! + 5 + Math.floor(random() * 10) }));
  const { verdict, unit, difference, relative, base, new: to } = findingOf(
    await drift(tokens, longer),
    "output tokens",
  );
  assertEquals([verdict, unit], ["beyond noise", "tokens"]);
  assert(difference!.low! > 0 && difference!.high! < 15);
  assertAlmostEquals(relative!, (to as number) / (base as number) - 1, 1e-12);
});

Deno.test("latencies are compared by their ratios", async () => {
  const random = seededRandom("latency");
  const calls = prompts(40, () => ({ latencyMs: Math.exp(4 + 2 * random()) }));
  const slower = calls.map((call) => ({ ...call, latencyMs: call.latencyMs! * (1.2 + 0.2 * random()) }));
  const { verdict, relative, difference, base } = findingOf(await drift(calls, slower), "latency");
  assertEquals(verdict, "beyond noise");
  assert(relative! > 0.2 && relative! < 0.4, `${relative}`);
  assertAlmostEquals(difference!.value / (base as number), relative!, 1e-9);
});

Deno.test("another count of the same request's tokens is a fact, and so is another price", async () => {
  const paid = (cost: number, inputTokens: number) =>
    prompts(2, () => ({
      inputTokens,
      fields: { usage: { prompt_tokens: inputTokens, completion_tokens: 4, cost } },
    }));
  const report = await drift(paid(0.001, 10), paid(0.002, 10));
  assertEquals(findingOf(report, "input tokens").verdict, "within noise");
  const price = findingOf(report, "reported cost at equal tokens");
  assertEquals([price.verdict, price.base, price.new, price.unit], ["changed", 0.001, 0.002, "USD"]);
  const counted = findingOf(await drift(paid(0.001, 10), paid(0.001, 13)), "input tokens");
  assertEquals([counted.verdict, counted.details], ["changed", ["differs in 2 of 2"]]);
});

Deno.test("costs are computed by a price that is given", async () => {
  const report = await drift(prompts(8, () => ({ outputTokens: 10 })), prompts(8, () => ({ outputTokens: 20 })), {
    prices: { kind: "tokens", inputUsd: "0.000001", outputUsd: "0.00001" },
  });
  const { base, new: to, verdict } = findingOf(report, "cost by the given price");
  assertAlmostEquals(base as number, 0.00011, 1e-15);
  assertAlmostEquals(to as number, 0.00021, 1e-15);
  assertEquals(verdict, "beyond noise");
});

Deno.test("the model that answers is a fact, unless it varies on a tape by itself", async () => {
  const model = (name: string) => prompts(6, () => ({ fields: { model: name, system_fingerprint: `fp_${name}` } }));
  const report = await drift(model("gpt-4o-2024-05-13"), model("gpt-4o-2024-08-06"));
  const { verdict, base, new: to, unit, pValue } = findingOf(report, "returned model");
  assertEquals([verdict, base, to, unit, pValue], ["changed", "gpt-4o-2024-05-13", "gpt-4o-2024-08-06", null, null]);
  assertEquals(findingOf(report, "system fingerprint").verdict, "changed");
  const mixed = (share: number, offset = 0) =>
    prompts(60, (i) => ({ fields: { system_fingerprint: (i + offset) % 60 < share * 60 ? "fp_a" : "fp_b" } }));
  const rotated = findingOf(await drift(mixed(0.5), mixed(0.4, 20)), "system fingerprint");
  assertEquals(rotated.verdict, "within noise");
  const moved = findingOf(await drift(mixed(0.8), mixed(0.1)), "system fingerprint");
  assertEquals([moved.verdict, moved.details], ["beyond noise", ["fp_a: 48 → 6", "fp_b: 12 → 54"]]);
});

Deno.test("fields that appear, vanish or change their type are found in bodies", async () => {
  const fields = (more: TestCall["fields"]) => prompts(6, () => ({ fields: more! }));
  const report = await drift(
    fields({ service_tier: "default", prompt_index: 1, old: { x: 1 } }),
    fields({ service_tier: null, prompt_index: 1, provider: "Acme" }),
  );
  const { verdict, details, kind } = findingOf(report, "fields");
  assertEquals([verdict, kind], ["changed", "shape"]);
  assertEquals(details, [
    "vanished: /old object",
    "vanished: /old/x number",
    "appeared: /provider string",
    "changed type: /service_tier string → null",
  ]);
});

Deno.test("a field that some answers have is tested, and not taken for a change", async () => {
  const sometimes = (offset: number) =>
    prompts(40, (i) => ({ temperature: 1, ...((i + offset) % 3 === 0 ? { fields: { warning: "slow" } } : {}) }));
  const report = await drift(sometimes(0), sometimes(1));
  assertEquals(findingOf(report, "fields").verdict, "within noise");
  const tested = findingOf(report, "field /warning string");
  assertEquals([tested.verdict, tested.unit], ["within noise", "share"]);
});

Deno.test("headers are compared by name, and by value where that says something", async () => {
  const headers = (version: string, more: object) =>
    prompts(6, (i) => ({
      headers: { "openai-version": version, date: `Mon ${i}`, "x-request-id": `req_${version}_${i}`, ...more },
    }));
  const report = await drift(
    headers("2020-10-01", { "x-ratelimit-remaining-requests": "9" }),
    headers("2026-01-01", { "x-api-warning": "old" }),
  );
  assertEquals(findingOf(report, "header names").details, [
    "appeared: x-api-warning",
    "vanished: x-ratelimit-remaining-requests",
  ]);
  const version = findingOf(report, "header openai-version");
  assertEquals([version.verdict, version.base, version.new], ["changed", "2020-10-01", "2026-01-01"]);
  assertEquals(report.findings.filter(({ what }) => what === "header date" || what === "header x-request-id"), []);
});

Deno.test("failures are compared by their share and their kinds", async () => {
  const failing = (every: number) => prompts(30, (i) => ({ status: i % every === 0 ? 429 : 200 }));
  const report = await drift(failing(31), failing(2));
  const { verdict, base, new: to } = findingOf(report, "failed calls");
  assertEquals([verdict, to], ["beyond noise", 0.5]);
  assertAlmostEquals(base as number, 1 / 30, 1e-12);
  assertEquals(findingOf(report, "status").details, ["200: 29 → 15", "rate_limited: 1 → 15"]);
});

Deno.test("calls of tools, JSON and finish reasons are compared each by itself", async () => {
  const calling = (city: string) => ({
    choices: [{
      index: 0,
      finish_reason: "tool_calls",
      message: {
        role: "assistant",
        content: null,
        tool_calls: [{
          id: `call_${city}`,
          type: "function",
          function: { name: "weather", arguments: `{"city": "${city}"}` },
        }],
      },
    }],
  });
  const base = [{ prompt: "a", fields: calling("Paris") }, { prompt: "b", answer: '{"x": 1, "y": [2]}' }];
  const fresh = [{ prompt: "a", fields: calling("Rome") }, { prompt: "b", answer: '{ "y": [2], "x": 1 }' }];
  const report = await drift(base, fresh);
  assertEquals(findingOf(report, "tool names").new, 1);
  assertEquals([findingOf(report, "tool calls").new, findingOf(report, "tool calls").n], [0, 1]);
  assertEquals([findingOf(report, "JSON").new, findingOf(report, "JSON").n], [1, 1]);
  assertEquals(findingOf(report, "finish reason").verdict, "within noise");
  assertEquals(report.pairs.map(({ prompt, changed }) => [prompt, changed]).sort(), [["a", true], ["b", false]]);
});

Deno.test("answers are compared in meaning where embeddings are given, each text once", async () => {
  const asked: string[][] = [];
  const similarity = {
    name: "embed@test",
    embed: (texts: readonly string[]) => {
      asked.push([...texts]);
      return Promise.resolve(texts.map((text) => text.includes("twelve") || text === "12" ? [1, 0.1] : [0, 2]));
    },
  };
  const report = await drift(
    [{ prompt: "a", answer: "12" }, { prompt: "b", answer: "12" }, { prompt: "c", answer: "" }],
    [{ prompt: "a", answer: "It is twelve" }, { prompt: "b", answer: "blue" }, { prompt: "c", answer: "" }],
    { similarity },
  );
  assertEquals(asked, [["12", "It is twelve", "blue"]]);
  const { new: share, n } = findingOf(report, "meaning (cosine of embed@test)");
  assertEquals(n, 3);
  assertAlmostEquals(share as number, (1 + 0.1 * 2 / (Math.hypot(1, 0.1) * 2) + 1) / 3, 1e-6);
});

Deno.test("scorers are measures beside the usual ones, both ways round alike", async () => {
  const half: PureScorer = {
    name: "half",
    score: ({ output, expected }) => ({ name: "half", score: output.length > String(expected).length ? 1 : 0 }),
  };
  const report = await drift([{ answer: "12" }], [{ answer: "It is 12" }], { scorers: [levenshteinScorer(), half] });
  assertEquals(findingOf(report, "half").new, 0.5);
  assertEquals(findingOf(report, "levenshtein").new, 1 - 6 / 8);
  assertEquals(report.pairs[0].agreement.levenshtein, 0.25);
});

Deno.test("an empty cassette has nothing to compare", async () => {
  await assertRejects(() => drift([], prompts(1, () => ({}))), UserError, "has no recorded call");
});
