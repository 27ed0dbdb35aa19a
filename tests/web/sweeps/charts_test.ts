import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { makeAttempts, makeRun } from "../../support/attempts.ts";
import { testDashboard } from "../../support/dashboard.ts";

const NAMES = ["cost-quality", "scores", "latency", "failures", "timeline", "parameter-temperature"];

Deno.test("every chart of a run is there as a spec and as a picture that says what it shows", async () => {
  await using test = await testDashboard();
  for (const name of NAMES) {
    const spec = await (await test.get(`/runs/${test.runId}/charts/${name}.json`)).json();
    assertEquals(spec.$schema, "https://vega.github.io/schema/vega-lite/v5.json");
    const response = await test.get(`/runs/${test.runId}/charts/${name}.svg`);
    assertEquals(response.headers.get("content-type"), "image/svg+xml");
    const svg = await response.text();
    assert(svg.startsWith("<svg"));
    assertStringIncludes(svg, `role="img" aria-label="`);
  }
});

Deno.test("a chart has the theme and about the width that are asked for, and none that nobody can look at", async () => {
  await using test = await testDashboard();
  const spec = async (query: string) =>
    await (await test.get(`/runs/${test.runId}/charts/cost-quality.json${query}`)).json();
  assertEquals((await spec("")).width, 600);
  assertEquals((await spec("?width=437")).width, 420);
  for (const [asked, width] of [["1", 320], ["-5", 320], ["1e9", 1200], ["x", 600], ["NaN", 600]]) {
    assertEquals((await spec(`?width=${asked}`)).width, width);
  }
  const [light, dark] = [await spec("?theme=light"), await spec("?theme=dark")];
  assertNotEquals(light.config.background, dark.config.background);
  assertEquals(await spec("?theme=pink"), light);
});

Deno.test("a chart that a browser has is not sent again, until the run has other rows", async () => {
  await using test = await testDashboard();
  const ledger = (await test.sources.ledger())!;
  await ledger.startRun(makeRun({ cells: 40 }));
  const rows = [...makeAttempts({ cells: 40, seed: "etag" })];
  await ledger.append(rows.slice(0, 30));
  const path = "/runs/run_1/charts/latency.json";
  const first = await test.get(path);
  const etag = first.headers.get("etag")!;
  const text = await first.text();
  const again = await test.get(path, { headers: { "if-none-match": etag } });
  assertEquals([again.status, await again.text()], [304, ""]);
  await ledger.append(rows.slice(30));
  const later = await test.get(path, { headers: { "if-none-match": etag } });
  assertEquals(later.status, 200);
  assertNotEquals(await later.text(), text);
});

Deno.test("what there is nothing to draw of says so, and no other names are taken", async () => {
  await using test = await testDashboard();
  const ledger = (await test.sources.ledger())!;
  await ledger.startRun(makeRun());
  const said = async (path: string) => {
    const response = await test.get(path, { headers: { "x-fragment": "1" } });
    return [response.status, (await response.json()).error.message];
  };
  for (const name of NAMES) {
    const [status, message] = await said(`/runs/run_1/charts/${name}.json`);
    assertEquals([name, status], [name, 400]);
    assert(message.startsWith("Cannot "), message);
  }
  assertEquals(
    (await said(`/runs/${test.runId}/charts/latencies.json`))[1],
    'Cannot draw the chart as a run has none of this name (did you mean "latency"?): current value is "latencies"',
  );
  assertEquals((await said(`/runs/${test.runId}/charts/__proto__.json`))[0], 400);
  assertEquals((await said(`/runs/${test.runId}/charts/latency.png`))[0], 404);
});

Deno.test("what draws charts comes from here, and is kept by the browser", async () => {
  await using test = await testDashboard();
  const sizes: { [path: string]: number } = {};
  for (const name of ["charts", "vega", "vega-lite", "vega-embed"]) {
    const response = await test.get(`/assets/${name}.js`);
    assertEquals(response.headers.get("content-type"), "text/javascript; charset=utf-8");
    sizes[name] = (await response.text()).length;
    const again = await test.get(`/assets/${name}.js`, { headers: { "if-none-match": response.headers.get("etag")! } });
    assertEquals([again.status, again.headers.get("cache-control")], [304, "private, max-age=3600"]);
  }
  assert(sizes.charts < 5_000 && sizes.vega > 400_000);
  // Pages name it nowhere: it is loaded with the first chart that is looked at.
  assertEquals((await test.text(`/runs/${test.runId}`)).includes("vega"), false);
});
