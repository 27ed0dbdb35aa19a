import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { judgeDrift, measureDrift, openCassette, startSimulated, VirtualClock } from "../../../mod.ts";
import { sharedFixtures } from "../../support/fixtures.ts";
import { tempDir } from "../../support/temp_dir.ts";

const tape = (name: string) => fileURLToPath(new URL(`../../../cassettes/drift-${name}.jsonl`, import.meta.url));

Deno.test("a model that was recorded again has not drifted, but for the time that it took", async () => {
  const report = await measureDrift(tape("base"), tape("again"));
  assertEquals([report.requests, report.onlyBase, report.onlyNew], [40, [], []]);
  assertEquals(report.findings.filter(({ kind, verdict }) => kind !== "latency" && verdict !== "within noise"), []);
  assert(report.pairs.filter(({ changed }) => changed).length > 20, "sampled answers differ all the same");
  assertEquals(judgeDrift(report).passed, true);
});

Deno.test("a model that was exchanged behind one name is found out by its answers", async () => {
  const report = await measureDrift(tape("base"), tape("new"));
  const beyond = report.findings.filter(({ verdict }) => verdict === "beyond noise").map(({ what }) => what);
  for (const what of ["normalised text", "words (token F1)"]) assert(beyond.includes(what), what);
  assertEquals(report.findings.find(({ what }) => what === "returned model")?.verdict, "within noise");
  assertEquals(judgeDrift(report).passed, false);
});

Deno.test("no verdict of the recorded tapes contradicts its interval, either way round", async () => {
  const there = await measureDrift(tape("base"), tape("new"));
  const back = await measureDrift(tape("new"), tape("base"));
  for (const { findings, alpha } of [there, back]) {
    for (const { what, verdict, difference, pAdjusted } of findings) {
      if (verdict !== "beyond noise" || difference === null || difference.low === null) continue;
      assert(pAdjusted! <= alpha && difference.low * difference.high! > 1e-12, what);
    }
    for (const name of ["agreement of repeats", "output tokens"]) {
      const { verdict, pAdjusted, method } = findings.find(({ what }) => what === name)!;
      assertEquals(verdict, "within noise");
      assert(pAdjusted! <= alpha && method.includes("rare by chance, but the interval includes 0"), method);
    }
  }
});

const MODEL = "simulated/steady";
const FORMATS: readonly { path: string; body: (prompt: string) => unknown }[] = [
  {
    path: "/v1/chat/completions",
    body: (prompt) => ({
      model: MODEL,
      messages: [{ role: "user", content: prompt }],
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
    }),
  },
  {
    path: "/v1/messages",
    body: (prompt) => ({
      model: MODEL,
      max_tokens: 50,
      messages: [{ role: "user", content: prompt }],
      temperature: 0,
      stream: true,
    }),
  },
  {
    path: `/v1beta/models/${MODEL}:generateContent`,
    body: (prompt) => ({
      contents: [{ role: "user", parts: [{ text: prompt }] }],
      generationConfig: { temperature: 0 },
    }),
  },
  {
    path: "/v2/chat",
    body: (prompt) => ({ model: MODEL, messages: [{ role: "user", content: prompt }], temperature: 0 }),
  },
  {
    path: "/api/chat",
    body: (prompt) => ({
      model: MODEL,
      messages: [{ role: "user", content: prompt }],
      options: { temperature: 0 },
      stream: true,
    }),
  },
];

/** Ask a server over real HTTP, and record it. */
async function record(path: string, origin: string): Promise<void> {
  await using tape = await openCassette(path, {
    mode: "record",
    ci: "",
    endpoints: { [`${MODEL}@simulated`]: origin },
  });
  for (const { path: door, body } of FORMATS) {
    for (const prompt of ["What is 7 + 5?", "Name a colour."]) {
      const response = await tape.fetch(`${origin}${door}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body(prompt)),
      });
      assertEquals(response.status, 200, door);
      await response.text();
    }
  }
}

Deno.test("all five wire formats are compared, over real HTTP", async () => {
  using dir = tempDir();
  // The same server of the same seed says the same again; one of another seed does not.
  for (const [name, seed] of [["a", 7], ["b", 7], ["c", 8]] as const) {
    await using server = startSimulated({ seed });
    await record(`${dir.path}/${name}.jsonl`, server.origin);
  }
  const same = await measureDrift(`${dir.path}/a.jsonl`, `${dir.path}/b.jsonl`);
  assertEquals([same.requests, same.onlyBase.length], [10, 0]);
  assertEquals(same.pairs.filter(({ changed }) => changed), []);
  assertEquals(same.pairs.filter(({ base }) => base.output === null || base.output === ""), []);
  assertEquals(same.pairs.filter(({ base }) => base.inputTokens === null || base.latencyMs === null), []);
  assertEquals(same.endpoints.reduce((sum, { deterministic }) => sum + deterministic, 0), 10);
  const other = await measureDrift(`${dir.path}/a.jsonl`, `${dir.path}/c.jsonl`);
  assertEquals(other.pairs.filter(({ changed }) => changed).length, 10);
  assertEquals(other.findings.filter(({ what }) => what === "fields").map(({ verdict }) => verdict), ["within noise"]);
});

/** An interaction of the shared fixtures. */
interface Fixture {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly stream: boolean;
  readonly req: string;
  readonly resp: string;
}

/** What was asked more than once of real providers, the answers of each in their order. */
async function askedAgain(folder: string): Promise<Fixture[][]> {
  const file = await Deno.open(`${folder}/chat/interactions.ndjson.gz`);
  const text = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
  const fixtures: Fixture[] = text.trim().split("\n").map((line) => JSON.parse(line));
  const isAnswer = ({ status, method, req, resp, path }: Fixture) =>
    status === 200 && method === "POST" && req.startsWith("{") && resp !== "" && !path.includes("#");
  return [...Map.groupBy(fixtures.filter(isAnswer), ({ host, path, req }) => `${host}${path} ${req}`).values()]
    .filter(({ length }) => length > 1);
}

/** The address of a fixture: hosts on the loopback stand without their scheme. */
function urlOf({ host, path }: Fixture): string {
  return `${/^(?:127|localhost)/.test(host) ? "http" : "https"}://${host}${path}`;
}

let hasFixtures = true;
try {
  sharedFixtures();
} catch {
  hasFixtures = false;
}

Deno.test({
  name: "what real providers answered to the same requests at two times is compared, in all wire formats",
  ignore: !hasFixtures,
  async fn() {
    using dir = tempDir();
    const groups = await askedAgain(sharedFixtures());
    for (const [name, which] of [["a", 0], ["b", -1]] as const) {
      let current = groups[0][0];
      await using tape = await openCassette(`${dir.path}/${name}.jsonl`, {
        mode: "record",
        ci: "",
        clock: new VirtualClock(),
        fetch: () =>
          Promise.resolve(
            new Response(current.resp, {
              headers: { "content-type": current.stream ? "text/event-stream" : "application/json" },
            }),
          ),
      });
      for (const group of groups) {
        current = group.at(which)!;
        await (await tape.fetch(urlOf(current), { method: "POST", body: current.req })).text();
      }
    }
    const report = await measureDrift(`${dir.path}/a.jsonl`, `${dir.path}/b.jsonl`);
    // Some differ in the order of their fields alone.
    assertEquals([report.requests, report.onlyBase, report.onlyNew], [report.base.requests, [], []]);
    assert(report.requests > 80 && report.requests <= groups.length, `${report.requests} of ${groups.length}`);
    const hosts = ["api.openai.com", "api.anthropic.com", "api.cohere.com", "generativelanguage", "127.0.0.1:11434"];
    for (const host of hosts) {
      const of = report.pairs.filter(({ endpoint, base }) => endpoint.includes(host) && base.ok);
      assert(of.length > 0, host);
      assert(of.some(({ base }) => base.inputTokens !== null), `${host} has tokens`);
      assert(of.every(({ base }) => base.output !== null), `${host} has answers`);
    }
    const back = await measureDrift(`${dir.path}/a.jsonl`, `${dir.path}/a.jsonl`);
    assertEquals(back.findings.filter(({ verdict }) => verdict !== "within noise"), []);
  },
});
