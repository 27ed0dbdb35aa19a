import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { Preferences } from "../../../src/config/mod.ts";
import { checkPlan, parsePlan, planHash, planProblemText, runSweep } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, streamedAnswer } from "../_parrot.ts";

const GPT = "openai/gpt-5@openai";

/** A plan at a model that takes no temperature, and what a run of it is told and asks. */
async function world(path: string, { rest = "", preferences = Preferences.of({}), keys = [GPT] } = {}) {
  const endpoints = keys.map((key) => `[[endpoints]]\nkey = "${key}"\n`).join("");
  const toml =
    `name = "checked"\n${endpoints}[parameters]\ntemperature = 0.2\n[prompts]\nitems = [{ prompt = "Hi" }]\n`;
  const plan = await parsePlan(toml + rest, { path: "checked.toml", preferences });
  const told: string[] = [];
  const options = {
    ...parrotOptions(path),
    fetch: (): Promise<Response> => Promise.resolve(streamedAnswer("Hi")),
    env: (name: string) => name === "OPENAI_API_KEY" ? "filler" : undefined,
    warn: (message: string) => void told.push(message),
  };
  return { plan, told, options };
}

Deno.test("a run that calls live says before its first call what is not taken, and goes on", async () => {
  using dir = tempDir();
  const { plan, told, options } = await world(dir.path);
  const toldAtCall: number[] = [];
  const fetch = () => {
    toldAtCall.push(told.length);
    return options.fetch();
  };
  const recorded = await runSweep(plan, { ...options, fetch });
  assertEquals([recorded.ok, toldAtCall, told.length], [1, [1], 1]);
  assertMatch(told[0], /^openai\/gpt-5@openai: Cannot send "temperature" as .*: current value is 0\.2$/);
  assertEquals(recorded.problems.map(({ parameter }) => parameter), ["temperature"]);
  const replayed = await runSweep(plan, { ...options, mode: "replay", keepNetwork: true, fresh: true });
  assertEquals([replayed.ok, replayed.problems, told.length], [1, [], 1]);
  assertEquals(replayed.resultsHash, recorded.resultsHash);
});

Deno.test("under the strictness error nothing is sent, no credential is looked up and nothing is written", async () => {
  using dir = tempDir();
  const { plan, told, options } = await world(dir.path, { rest: '[run]\nstrictness = "error"\n' });
  let asked = 0;
  const setup = { transportOf: () => (asked++, undefined!), credentialOf: () => (asked++, Promise.resolve(null)) };
  const fetch = () => (asked++, Promise.reject(new TypeError("no network")));
  for (const mode of ["record", "append", "passthrough"] as const) {
    const error = await assertRejects(() => runSweep(plan, { ...options, mode, setup, fetch }), UserError);
    assertEquals(error.exitCode, 2);
    assertMatch(error.message, /strictness is "error":\n {2}openai\/gpt-5@openai: Cannot send "temperature"/);
  }
  assertEquals([asked, told, [...Deno.readDirSync(dir.path)]], [0, [], []]);
});

Deno.test("a replay does not look, whatever the strictness", async () => {
  using dir = tempDir();
  const { plan, options } = await world(dir.path);
  await runSweep(plan, options);
  const { ok, problems } = await runSweep(plan, { ...options, mode: "replay", strictness: "error", keepNetwork: true });
  assertEquals([ok, problems], [1, []]);
});

Deno.test("the run goes before the plan, and the plan before the project", async () => {
  using dir = tempDir();
  const preferences = Preferences.of({ defaults: { strictness: "error" } });
  const inherited = await world(dir.path, { preferences });
  await assertRejects(() => checkPlan(inherited.plan, inherited.options), UserError);
  const own = await world(dir.path, { preferences, rest: '[run]\nstrictness = "warn"\n' });
  assertEquals((await checkPlan(own.plan, own.options)).length, 1);
  await assertRejects(() => checkPlan(own.plan, { ...own.options, strictness: "error" }), UserError);
  assertEquals((await checkPlan(inherited.plan, { ...inherited.options, strictness: "warn" })).length, 1);
});

Deno.test("how strict it is makes no other plan", async () => {
  const { plan } = await world("");
  const strict = await world("", { rest: '[run]\nstrictness = "error"\n' });
  assertEquals(planHash(strict.plan), planHash(plan));
});

Deno.test("what endpoints are known to take can come from elsewhere than the catalog", async () => {
  using dir = tempDir();
  const { plan, told, options } = await world(dir.path, { keys: ["acme/parrot@openai"] });
  const asked: string[] = [];
  const records = (endpoints: readonly { readonly key: string }[]) => {
    asked.push(...endpoints.map(({ key }) => key));
    return Promise.resolve(new Map());
  };
  await runSweep(plan, { ...options, records });
  assertEquals([asked, told], [["acme/parrot@openai"], []]);
});

Deno.test("of very many problems the first are told, and how many more there are", async () => {
  const keys = ["gpt-5", "gpt-5-mini", "gpt-5-nano", "o1", "o3", "o3-mini", "o4-mini"].flatMap((slug) => [
    `openai/${slug}@openai`,
    `openai/${slug}@openrouter`,
  ]);
  const { plan, told, options } = await world("", { keys });
  const problems = await checkPlan(plan, { ...options, records: () => Promise.resolve(new Map()) });
  assertEquals([problems.length, told.length], [14, 11]);
  assertEquals(told.at(-1), "… and 4 more, which tapedeck sweep plan shows");
});

Deno.test("the line of a problem says which cells it is of", () => {
  const line = (part: Parameters<typeof planProblemText>[0]["part"]) => planProblemText({ message: "No", part });
  assertEquals(line(null), "No");
  assertEquals(line({ by: "top_p", count: 24, of: 1025 }), "No (24 of 1,025 values of top_p)");
  assertEquals(line({ by: "seed", count: null, of: 5000 }), "No (some of 5,000 values of seed)");
  assertEquals(line({ by: "prompts", count: 1, of: 2 }), "No (1 of 2 prompts)");
});
