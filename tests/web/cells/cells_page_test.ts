import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { HOSTILE, RUN } from "../../support/cell_world.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { cellSite } from "./_cell_site.ts";

const CELLS = `/runs/${RUN}/cells`;
/** The cells that a page lists, in its order. */
const listed = (html: string) => [...html.matchAll(/aria-label="Cell (\d+)"/g)].map(([, index]) => Number(index));

Deno.test("the list of cells shows each with what it came to, and a way to it", async () => {
  await using site = await cellSite();
  const html = await site.test.text(CELLS);
  assertEquals(listed(html), [0, 1, 2, 3, 4, 5]);
  assertStringIncludes(html, `href="${CELLS}/2"`);
  assertStringIncludes(html, "(20 tries)");
  assertStringIncludes(html, "failed: server_error");
  assertStringIncludes(html, "not run yet");
  assert(!html.includes("<script>alert") && !html.includes("<img src=x") && !html.includes("<svg onload"));
});

Deno.test("cells are filtered and sorted by the address, and a fragment is the table alone", async () => {
  await using site = await cellSite();
  const ask = async (search: string) => listed(await site.test.text(`${CELLS}?${search}`));
  assertEquals(await ask("endpoint=acme/two@box"), [1]);
  assertEquals(await ask("status=failed"), [4]);
  assertEquals(await ask("status=waiting&sort=-index"), [5]);
  assertEquals(await ask("q=ALERT(1)"), [0, 4]);
  assertEquals(await ask("prompt=weather&label=temperature"), [3]);
  assertEquals((await ask("sort=score")).slice(0, 1), [0]);
  assertEquals(await ask("sort=nonsense&page=-3&status=what"), [0, 1, 2, 3, 4, 5]);
  const part = await site.test.text(`${CELLS}?status=failed`, { headers: { "x-fragment": "1" } });
  assert(!part.includes("<html") && listed(part).join() === "4");
  assertStringIncludes(await site.test.text(`${CELLS}?q=nothing-like-this`), "No cell");
});

Deno.test("what was asked stands in the form, and in the links of the heads and pages", async () => {
  await using site = await cellSite();
  const html = await site.test.text(`${CELLS}?q=a%22b&sort=-score&status=ok`);
  assertStringIncludes(html, 'value="a&quot;b"');
  assertMatch(html, /<option value="ok" selected/);
  assertMatch(await site.test.text(`${CELLS}?sort=score`), /aria-sort="ascending"/);
});

Deno.test("a run that is not there, and a ledger that is not there, have no page", async () => {
  await using site = await cellSite();
  assertEquals((await site.test.get("/runs/run_none/cells")).status, 404);
  assertEquals((await site.test.get("/runs/run_none/cells/0")).status, 404);
  for (const cell of ["6", "-1", "x", "1e0", "99999999999999"]) {
    assertEquals((await site.test.get(`${CELLS}/${cell}`)).status, 404, cell);
  }
  await using empty = await testDashboard({ prompts: [] });
  assertEquals((await empty.get(CELLS)).status, 404);
});

Deno.test("a cell's page has prompt, answer, tries, scores and recording, all of it as text", async () => {
  await using site = await cellSite();
  const html = await site.test.text(`${CELLS}/0`);
  for (const part of ["Prompt", "Answer", "Scores", "1 try", "Audit", "Tape", "Other endpoints"]) {
    assertMatch(html, new RegExp(`<h2[^>]*>${part}</h2>`));
  }
  assertStringIncludes(html, "You are terse.");
  assertStringIncludes(html, "&lt;img src=x");
  assert(!html.includes("<img") && !html.includes("<svg onload") && !html.includes("<script>alert"));
  assert(!/ style="/.test(html), "the policy of the page refuses styles in attributes");
  assertStringIncludes(html, `href="${CELLS}/1" rel="next"`);
  assert(!html.includes('rel="prev"'));
  const failed = await site.test.text(`${CELLS}/4`);
  assertStringIncludes(failed, "There is no answer that could be rated");
  assertStringIncludes(await site.test.text(`${CELLS}/5`), "It has not been run");
});

Deno.test("an answer is shown as JSON on request, and long texts can be had whole", async () => {
  await using site = await cellSite();
  assertStringIncludes(await site.test.text(`${CELLS}/3?view=json`), "&quot;toolCalls&quot;");
  const text = async (cell: number, part: string) => await site.test.get(`${CELLS}/${cell}/text/${part}`);
  const answer = await text(0, "answer");
  assertEquals(answer.headers.get("content-type"), "text/plain; charset=utf-8");
  assertEquals(answer.headers.get("content-disposition"), 'attachment; filename="cell-0-answer.txt"');
  assertEquals(await answer.text(), HOSTILE);
  assertEquals(await (await text(0, "message-2")).text(), HOSTILE);
  assertStringIncludes(await (await text(1, "request-1")).text(), '"model": "one"');
  assertStringIncludes(await (await text(2, "response-19")).text(), "Slow down");
  assertEquals(await (await text(1, "reasoning")).text(), "Let me think.\nThat is long.");
  for (const part of ["message-9", "request-2", "passwd", "response-0"]) {
    assertEquals((await text(0, part)).status, 404, part);
  }
});

Deno.test("what others answered comes as a part, and without the script as the list of the prompt's cells", async () => {
  await using site = await cellSite();
  const part = await site.test.text(`${CELLS}/0/others`, { headers: { "x-fragment": "1" } });
  assertStringIncludes(part, "acme/two@box");
  const plain = await site.test.get(`${CELLS}/0/others`);
  assertEquals([plain.status, plain.headers.get("location")], [302, `${CELLS}?prompt=hostile`]);
});

Deno.test("a cell of a run whose plan is there shows what was expected and what its cost is for", async () => {
  await using test = await testDashboard({ prompts: ["sum-7-5"] });
  const html = await test.text(`/runs/${test.runId}/cells/0`);
  assertMatch(html, /<h3>Expected<\/h3><pre[^>]*>12<\/pre>/);
  assertStringIncludes(html, "As it was sent.");
});

Deno.test("without its tape a cell says so and shows what the ledger knows", async () => {
  await using site = await cellSite();
  await Deno.remove(site.world.tape);
  const html = await site.test.text(`${CELLS}/1`);
  assertStringIncludes(html, "There is no tape at");
  assertStringIncludes(html, "without the tape its text is all that is known");
  assertStringIncludes(html, "const value0");
});
