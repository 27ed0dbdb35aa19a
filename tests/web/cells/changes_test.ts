import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { HumanRatings } from "../../../src/sweep/mod.ts";
import { HOSTILE, RUN } from "../../support/cell_world.ts";
import { cellSite } from "./_cell_site.ts";

const RATING = `/runs/${RUN}/cells/0/rating`;
const VARIANT = { endpoint: "acme/one@box", model: "acme/one", label: "temperature=0.2" };
const PROFILE = `/runs/${RUN}/profile`;

Deno.test("a rating is kept, shown at once, and changed by the one who gave it", async () => {
  await using site = await cellSite();
  const first = await (await site.post(RATING, { thumb: "up", rater: "ann", note: "<b>good</b>" })).text();
  assertStringIncludes(first, "&lt;b&gt;good&lt;/b&gt;");
  assertStringIncludes(first, "Change your rating");
  await site.post(RATING, { thumb: "down", rater: "bob", note: "" });
  await site.post(RATING, { score: "0.5", rater: "ann", note: "" });
  const ratings = await HumanRatings.open(site.world.ledger, RUN, { now: () => "" });
  assertEquals(ratings.of(0).map(({ rater, score, note }) => [rater, score, note]), [
    ["ann", 0.5, undefined],
    ["bob", 0, undefined],
  ]);
  assertMatch(await site.test.text(`/runs/${RUN}/cells/0`), /<b>bob<\/b>/);
});

Deno.test("who has rated is asked for no name again, and without the script the page comes back", async () => {
  await using site = await cellSite();
  const rated = await site.post(RATING, { thumb: "up", rater: "Zoë" }, {});
  assertEquals([rated.status, rated.headers.get("location")], [303, `/runs/${RUN}/cells/0#scores`]);
  const cookie = rated.headers.get("set-cookie")!;
  assertMatch(cookie, /HttpOnly/i);
  assertMatch(cookie, /SameSite=Strict/i);
  const html = await site.test.text(`/runs/${RUN}/cells/1`, { headers: { cookie: cookie.split(";")[0] } });
  assertStringIncludes(html, 'name="rater" value="Zoë"');
  assertStringIncludes(await site.test.text(`/runs/${RUN}/cells/1`), 'name="rater" value="ann"');
});

Deno.test("what is no score, and what has no answer, is refused with a sentence", async () => {
  await using site = await cellSite();
  for (const score of ["", "2", "-1", "much"]) {
    const refused = await site.post(RATING, { score, rater: "ann" });
    assertEquals(refused.status, 400, score);
    assertStringIncludes((await refused.json()).error.message, "Cannot rate as the score must be");
  }
  const failed = await site.post(`/runs/${RUN}/cells/4/rating`, { thumb: "up", rater: "ann" });
  assertStringIncludes((await failed.json()).error.message, "the cell has no answer");
  assertEquals((await site.post(`/runs/${RUN}/cells/9/rating`, { thumb: "up" })).status, 404);
  assertEquals((await site.test.get(RATING)).status, 404, "GET changes nothing");
  const strange = await site.post(RATING, { thumb: "up" }, { "x-fragment": "1", origin: "https://evil.example" });
  assertEquals(strange.status, 403);
  assertEquals(await site.world.ledger.scorings(RUN), []);
});

Deno.test("a variant is saved as a profile in the project's file, for its model or for all", async () => {
  await using site = await cellSite();
  const file = join(site.test.folder, "tapedeck.toml");
  const before = await Deno.readTextFile(file);
  const html = await (await site.post(PROFILE, { ...VARIANT, name: "careful", scope: "model" })).text();
  assertStringIncludes(html, "is kept in");
  assertStringIncludes(html, file);
  await site.post(PROFILE, { ...VARIANT, name: "everywhere", scope: "all" });
  const text = await Deno.readTextFile(file);
  assert(text.startsWith(before.trimEnd()));
  assertMatch(text, /\[models\."acme\/one"\.profiles\.careful\]\ntemperature = 0\.2/);
  assertMatch(text, /\[profiles\.everywhere\]\ntemperature = 0\.2/);
});

Deno.test("a profile that is there is replaced only when that is said", async () => {
  await using site = await cellSite();
  const file = join(site.test.folder, "tapedeck.toml");
  const own = `${await Deno.readTextFile(file)}\n[profiles.mine]\ntemperature = 1.5\n`;
  // Somebody else writes it while the dashboard is open.
  await Deno.writeTextFile(file, own);
  const asked = await (await site.post(PROFILE, { ...VARIANT, name: "mine", scope: "all" })).text();
  assertStringIncludes(asked, 'name="overwrite" value="yes"');
  assertEquals(await Deno.readTextFile(file), own);
  await site.post(PROFILE, { ...VARIANT, name: "mine", scope: "all", overwrite: "yes" });
  assertMatch(await Deno.readTextFile(file), /\[profiles\.mine\]\ntemperature = 0\.2/);
});

Deno.test("a bad name, an unknown variant and an unknown run are refused, and nothing is written", async () => {
  await using site = await cellSite();
  const file = join(site.test.folder, "tapedeck.toml");
  const before = await Deno.readTextFile(file);
  for (const name of ["", "two words", "a/b", "a@b", "*", HOSTILE]) {
    const refused = await site.post(PROFILE, { ...VARIANT, name, scope: "all" });
    assertEquals(refused.status, 400, name);
    assertStringIncludes((await refused.json()).error.message, "its name must be one word");
  }
  const strange = await site.post(PROFILE, { ...VARIANT, label: "temperature=9", name: "x", scope: "all" });
  assertStringIncludes((await strange.json()).error.message, "none of this label of acme/one@box");
  assertEquals((await site.post("/runs/run_none/profile", { ...VARIANT, name: "x" })).status, 404);
  assertEquals(await Deno.readTextFile(file), before);
  const page = await (await site.post(PROFILE, { ...VARIANT, name: "plain", scope: "all" }, {})).text();
  assertStringIncludes(page, "<h1>Save a profile</h1>");
});
