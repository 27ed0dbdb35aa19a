import { assertEquals } from "@std/assert";
import { tapeRequests } from "../../../src/routing/counterfactual/mod.ts";
import { listRecords } from "../../../src/recording/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { tempDir } from "../../support/temp_dir.ts";

const QUICKSTART = new URL("../../../cassettes/quickstart.jsonl", import.meta.url).pathname;

Deno.test("a tape tells what each of its cells has asked", async () => {
  const find = await tapeRequests(QUICKSTART);
  const scopes = listRecords(QUICKSTART).flatMap(({ interaction }) => interaction?.scope ?? []);
  const cells = [...new Set(scopes.map((scope) => scope.split("/")[0]))];
  const requests = cells.map((cellId) => find(makeAttempt({ cellId })));
  assertEquals(requests.length, 256);
  assertEquals(new Set(requests.map((request) => request?.maxTokens)), new Set([24]));
  assertEquals(new Set(requests.map((request) => request?.temperature)), new Set([0, 0.4, 0.8, 1.2]));
  assertEquals(requests[0]?.messages.map(({ role }) => role), ["system", "user"]);
  assertEquals(find(makeAttempt({ cellId: "cell_nowhere" })), null);
});

Deno.test("where there is no tape, or none that can be read, nothing is known of requests", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/broken.jsonl`, "what is this\n");
  for (const name of ["nowhere.jsonl", "broken.jsonl"]) {
    assertEquals((await tapeRequests(`${dir.path}/${name}`))(makeAttempt()), null);
  }
});
