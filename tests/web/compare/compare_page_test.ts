import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { compare, loadRun } from "../../../src/analysis/mod.ts";
import { escapeHtml } from "../../../src/base/mod.ts";
import { addRun, answers, compareTest, FAILED } from "./_runs.ts";

const SCORES = [0, 0.2, 0.4, 0.1, 0.3, 0.2, 0.1, 0.4, 0.5, 0.2, 0.3, 0.1];

/** Text as a reader has it, without marks. */
function plain(html: string): string {
  return html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ").replaceAll("&#39;", "'").replaceAll("&quot;", '"');
}

/** Two runs of one plan, the newer one better, slower and with other answers. */
async function twoRuns() {
  const setting = await compareTest();
  const texts = SCORES.map((_, i) => `the answer to ${i} is short`);
  const score = (value: number) => ({ score: value, scores: { exact: value } });
  await addRun(setting.ledger, { runId: "run_1" }, answers(texts, (i) => ({ ...score(SCORES[i]), latencyMs: 50 + i })));
  await addRun(
    setting.ledger,
    { runId: "run_2", startedAt: "2026-01-03T03:04:05.000Z" },
    answers(
      texts.map((text, i) => i === 3 ? null : i % 2 === 0 ? text.replace("short", "long") : text),
      (i) => i === 3 ? FAILED : { ...score(SCORES[i] + 0.2 + 0.01 * (i % 3)), latencyMs: 80 + 2 * i },
    ),
  );
  return setting;
}

Deno.test("without an address the two newest runs of a plan are compared, the older one as A", async () => {
  await using setting = await twoRuns();
  await addRun(
    setting.ledger,
    { runId: "run_3", plan: "other", startedAt: "2026-01-04T00:00:00.000Z" },
    answers(["x"]),
  );
  await addRun(setting.ledger, { runId: "run_4", startedAt: "2026-01-05T00:00:00.000Z", cells: 9 }, []);
  const html = await setting.test.text("/compare");
  assertMatch(html, /<option value="run_1" selected=""[^>]*>[^<]*<\/option>(?:(?!<\/select>).)*/s);
  const facts = html.slice(html.indexOf("<dl"), html.indexOf("</dl>"));
  assertEquals([...facts.matchAll(/href="([^"]+)"/g)].map(([, href]) => href), ["/runs/run_1", "/runs/run_2"]);
  assertStringIncludes(html, 'href="/compare?a=run_2&amp;b=run_1"');
});

Deno.test("the figures are those of the verb compare, and of a calculation by hand", async () => {
  await using setting = await twoRuns();
  const text = plain(await setting.test.text("/compare?a=run_1&b=run_2"));
  const [a, b] = [
    await loadRun({ ledger: setting.ledger, runId: "run_1" }),
    await loadRun({ ledger: setting.ledger, runId: "run_2" }),
  ];
  const metrics = ["score", "ok", "latency", "ttft", "tpot", "cost"];
  const [score, , latency] = compare(a, b, { metrics }).toRecords() as unknown as {
    readonly [column: string]: number;
  }[];
  const scored = SCORES.filter((_, i) => i !== 3);
  const mean = scored.reduce((sum, x) => sum + x, 0) / 11;
  assertEquals(score.mean_a.toFixed(3), mean.toFixed(3));
  const { low, high, difference, p_adjusted, effect_size } = score;
  assertStringIncludes(
    text,
    `Score 0 to 1 B is better, beyond noise ${mean.toFixed(3)} `,
  );
  assertStringIncludes(
    text,
    `+${difference.toFixed(3)} +${low.toFixed(3)} to +${high.toFixed(3)} +${
      (100 * difference / mean).toLocaleString("en-US", { maximumFractionDigits: 1 })
    } % 11 ${p_adjusted.toFixed(3)} +${effect_size.toFixed(3).slice(0, -1)}`,
  );
  assertStringIncludes(text, `+${latency.difference.toFixed(1)} `);
  assertStringIncludes(text, "A is faster, beyond noise");
  assertStringIncludes(text, "The same at all 11 prompts");
  assertStringIncludes(text, "paired permutation test, two-sided, exact, n = 11");
  // The median latency of 50, 51, 52, 54, … 61, and of 80, 82, 84, 88, … 102.
  assertStringIncludes(text, "Latency median, ms not tested 56.0 92.0 +36.0");
});

Deno.test("changed answers are shown word by word, the worst first, with both cells", async () => {
  await using setting = await twoRuns();
  const html = await setting.test.text("/compare?a=run_1&b=run_2");
  const list = html.slice(html.indexOf('id="answers"'));
  assertStringIncludes(plain(list), "7 changed answers of 12 pairs, paired by endpoint, temperature, prompt, repeat.");
  const pairs = list.split("<article").slice(1);
  assertEquals(pairs.length, 7);
  assertStringIncludes(pairs[0], "No answer: server_error");
  assertStringIncludes(pairs[0], 'href="/runs/run_1/cells/3"');
  assertStringIncludes(pairs[0], 'href="/runs/run_2/cells/3"');
  assertMatch(pairs[1], /<del><span[^>]*>\[only in A:<\/span>short<span[^>]*>\]<\/span><\/del>/);
  assertMatch(pairs[1], /<ins><span[^>]*>\[only in B:<\/span>long<span[^>]*>\]<\/span><\/ins>/);
  assertMatch(
    plain(pairs[1]),
    /Score 0\.\d+ → 0\.\d+ \(\+0\.2\d+\) Latency [\d.]+ → [\d.]+ ms \(\+[\d.]+\) Cost [\d.]+ US\$/,
  );
});

Deno.test("lists show what got worse, better, or all; two texts stand side by side on demand", async () => {
  await using setting = await twoRuns();
  const at = async (rest: string) => {
    const html = await setting.test.text(`/compare?a=run_1&b=run_2${rest}`);
    return html.slice(html.indexOf('id="answers"'));
  };
  const count = (html: string) => html.split("<article").length - 1;
  assertEquals([count(await at("&show=worse")), count(await at("&show=better")), count(await at("&show=all"))], [
    1,
    11,
    12,
  ]);
  const side = await at("&view=side");
  assertEquals(side.split('class="sides"').length - 1, 7);
  assertStringIncludes(side, 'href="/compare?a=run_1&amp;b=run_2&amp;show=worse&amp;view=side#answers"');
  assertMatch(side, /<a[^>]*aria-current="true"[^>]*>Side by side<\/a>/);
  // What is in A alone does not stand in B.
  const [, first] = side.split("<article").slice(1);
  assertEquals([first.split("<del>").length - 1, first.split("<ins>").length - 1], [1, 1]);
});

Deno.test("long lists have pages, and a page beyond the last is the last", async () => {
  await using setting = await compareTest();
  const texts = Array.from({ length: 45 }, (_, i) => `text ${i}`);
  await addRun(setting.ledger, { runId: "run_1" }, answers(texts));
  await addRun(setting.ledger, { runId: "run_2" }, answers(texts.map((text) => `${text} more`)));
  const pageOf = async (page: number) => {
    const html = await setting.test.text(`/compare?a=run_1&b=run_2&page=${page}`);
    return [html.split("<article").length - 1, /Page (\d) of 3/.exec(html)?.[1], html.includes('rel="next"')];
  };
  assertEquals([await pageOf(1), await pageOf(3), await pageOf(99)], [[20, "1", true], [5, "3", false], [
    5,
    "3",
    false,
  ]]);
});

Deno.test("one run alone is compared by its two best variants", async () => {
  await using setting = await compareTest();
  const of = (endpoint: string, score: number, from: number) =>
    answers(["one", "two"], (i) => ({ endpoint, cellIndex: from + i, score, scores: { exact: score } }));
  await addRun(setting.ledger, { runId: "run_1" }, [
    ...of("m@bad", 0.1, 0),
    ...of("m@best", 0.9, 2),
    ...of("m@good", 0.5, 4),
  ]);
  const chosen = async (path: string) => {
    const html = await setting.test.text(path);
    const facts = html.slice(html.indexOf("<dl"), html.indexOf("</dl>"));
    return [...facts.matchAll(/class="key">([^<]+)</g)].map(([, name]) => name);
  };
  assertEquals(await chosen("/compare"), ["m@best", "m@good"]);
  assertEquals(await chosen("/compare?a=run_1&va=m%40bad"), ["m@bad", "m@best"]);
  assertEquals(await chosen("/compare?a=run_1&b=run_1&vb=m%40best"), ["m@good", "m@best"]);
  assertEquals(await chosen("/compare?a=run_1&va=m%40bad+temperature%3D0&b=run_1&vb=m%40good"), [
    "m@bad",
    "m@good",
  ]);
});

Deno.test("what cannot be compared is said: other plans, prompts, scorers, and runs that have not ended", async () => {
  await using setting = await compareTest();
  await addRun(setting.ledger, { runId: "run_1", plan: "one", planHash: "plan_1" }, answers(["x", "y"]));
  await addRun(
    setting.ledger,
    { runId: "run_2", plan: "two", planHash: "plan_2", status: "running", endedAt: null, cells: 40 },
    answers(["x", "y"], (i) => ({ promptId: `q${i}`, scores: { judge: 1 } })),
  );
  const text = plain(await setting.test.text("/compare?a=run_1&b=run_2&vb=nobody%40home"));
  assertStringIncludes(text, 'B: the run has no variant "nobody@home", so all of it is compared.');
  assertStringIncludes(text, "B still runs: what has ended is compared, 2 of 40 cells.");
  assertStringIncludes(text, "No prompt is on both sides, so nothing can be compared.");
  assertStringIncludes(text, "The plans are not the same (one, two): prompts are paired by their names alone.");
  assertStringIncludes(text, "0 prompts on both sides; 2 prompts in A alone (p0, p1); 2 prompts in B alone (q0, q1).");
  assertStringIncludes(text, "0 scorers on both sides; 1 scorer in A alone (exact); 1 scorer in B alone (judge).");
  assertStringIncludes(text, "No call is on both sides, so no answers can be compared.");
  assert(!text.includes("<h2>Chart"));
  const same = plain(await setting.test.text("/compare?a=run_1&b=run_1"));
  assertStringIncludes(same, "Both sides are the same, as this run has one variant alone: choose another run.");
  assertStringIncludes(same, "No answer has changed.");
});

Deno.test("few prompts and no noise to speak of are told apart in words", async () => {
  await using setting = await compareTest();
  const score = (value: number) => ({ score: value, scores: { exact: value } });
  const texts = SCORES.map(String);
  await addRun(setting.ledger, { runId: "run_1" }, answers(texts, (i) => score(SCORES[i])));
  await addRun(
    setting.ledger,
    { runId: "run_2" },
    answers(texts, (i) => score(SCORES[i] + (i % 2 === 0 ? 0.1 : -0.09))),
  );
  await addRun(setting.ledger, { runId: "run_3" }, answers(["x", "y"], (i) => score(i)));
  const unclear = plain(await setting.test.text("/compare?a=run_1&b=run_2"));
  assertMatch(unclear, /Cannot be told with 12 prompts: the smallest detectable difference is 0\.\d{3}/);
  assertStringIncludes(unclear, "What cannot be told from noise: Score.");
  const few = plain(await setting.test.text("/compare?a=run_1&b=run_3"));
  assertStringIncludes(few, "Cannot be told with 2 prompts: too few for any difference to stand out");
});

Deno.test("a run that is not there is a page that is not there, and a ledger without answers an empty page", async () => {
  await using setting = await compareTest();
  assertEquals((await setting.test.get("/compare?a=run_9")).status, 404);
  assertStringIncludes(await setting.test.text("/compare"), "There is no answer to compare yet");
  await addRun(setting.ledger, { runId: "run_1" }, answers(["x"]));
  assertEquals((await setting.test.get("/compare?a=run_1&b=run_9")).status, 404);
  assertEquals((await setting.test.get("/compare/chart.svg?a=run_9")).status, 404);
});

Deno.test("hostile names and answers are text", async () => {
  await using setting = await compareTest();
  const evil = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`;
  const row = { endpoint: evil, promptId: evil, label: evil };
  await addRun(setting.ledger, { runId: "run_1", plan: evil }, answers([`${evil} before \u202e`], () => row));
  await addRun(setting.ledger, { runId: "run_2", plan: evil }, answers([`${evil} after`], () => row));
  for (const view of ["unified", "side"]) {
    const html = await setting.test.text(
      `/compare?a=run_1&b=run_2&view=${view}&va=${encodeURIComponent(evil)}&metric=${encodeURIComponent(evil)}`,
    );
    assert(!html.includes("<img src=x") && !html.includes("<script>alert"));
    assert(!html.includes("\u202e"), "letters are not turned around");
    assertStringIncludes(html, escapeHtml("<img src=x onerror=alert(1)>"));
  }
});

Deno.test("a fragment is the part below the title alone", async () => {
  await using setting = await twoRuns();
  const html = await setting.test.text("/compare?a=run_1&b=run_2", { headers: { "x-fragment": "1" } });
  assert(html.startsWith("<form") && !html.includes("<h1"));
});

Deno.test("the chart is a spec and a picture in both themes, of metrics that there are", async () => {
  await using setting = await twoRuns();
  const html = await setting.test.text("/compare?a=run_1&b=run_2&metric=latency");
  const path = /data-chart="([^"]+)"/.exec(html)![1].replaceAll("&amp;", "&");
  const spec = await (await setting.test.get(path)).json();
  assertEquals([spec.$schema, spec.title.text], ["https://vega.github.io/schema/vega-lite/v5.json", "B against A"]);
  const source = /srcset="([^"]+)"/.exec(html)![1].replaceAll("&amp;", "&");
  const [light, dark] = [path.replace(".json", ".svg"), source];
  const [one, other] = [await setting.test.get(light), await setting.test.get(dark)];
  assertEquals([one.headers.get("content-type"), other.status], ["image/svg+xml", 200]);
  const pictures = [await one.text(), await other.text()];
  assert(pictures.every((svg) => svg.startsWith("<svg")) && pictures[0] !== pictures[1]);
  assertEquals((await setting.test.get("/compare/chart.json?a=run_1&b=run_2&metric=nothing")).status, 400);
});

Deno.test("figures are kept as long as no row is new", async () => {
  await using setting = await twoRuns();
  const prompts = async () =>
    /at all (\d+) prompts/.exec(plain(await setting.test.text("/compare?a=run_1&b=run_2")))?.[1];
  assertEquals(await prompts(), "11");
  const more = (runId: string) =>
    setting.ledger.append(answers(["new"], () => ({ runId, cellIndex: 50, promptId: "new" })));
  await more("run_1");
  await more("run_2");
  assertEquals(await prompts(), "12");
});
