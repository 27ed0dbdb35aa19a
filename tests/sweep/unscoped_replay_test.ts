import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { openCassette } from "../../src/recording/mod.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot, streamedAnswer } from "./_parrot.ts";

/**
 * A tape as the proxy or an importer makes it: what a run asked, without the scopes that tell its cells apart. Both
 * repeats of a prompt ask the same, so each key has several recordings, some of them refusals.
 */
async function unscopedTape(path: string, scoped: string): Promise<void> {
  const lines = (await Deno.readTextFile(scoped)).trimEnd().split("\n");
  const text = lines.map((line) => JSON.parse(line));
  const answers = text.slice(1).sort((a, b) => a.at < b.at ? -1 : 1);
  let next = 0;
  await using tape = await openCassette(path, {
    mode: "record",
    ci: "",
    endpoints: { "acme/parrot@local/q4": "http://127.0.0.1:9/v1" },
    fetch: () => {
      const { response } = answers[next++];
      return Promise.resolve(new Response(response.body.text ?? JSON.stringify(response.body.json), response));
    },
  });
  for (const { request } of answers) {
    const init = { method: "POST", headers: request.headers, body: JSON.stringify(request.body.json) };
    await (await tape.fetch("http://127.0.0.1:9/v1/chat/completions", init)).text();
  }
}

Deno.test("a tape without scopes gives the same rows at any concurrency, retries included", async () => {
  using dir = tempDir();
  let number = 0;
  await using parrot = startParrot({
    intercept: (n, body) =>
      n % 3 === 0
        ? Response.json({ error: { message: "busy" } }, { status: 503, headers: { "retry-after": "0" } })
        : streamedAnswer(`${body.messages.at(-1)!.content} ${++number}`),
  });
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 3, run: "max_tries = 3" });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const recorded = await runSweep(plan, options);
  assert(parrot.requests.length > 12, "some were tried again");
  const cassettePath = `${dir.path}/unscoped.jsonl`;
  await unscopedTape(cassettePath, options.cassettePath!);
  const hashes = new Set<string>();
  for (const concurrency of [1, 2, 16, 16]) {
    const replayed = await runSweep(plan, { ...options, mode: "replay", cassettePath, concurrency });
    assertEquals([replayed.ok, replayed.failed], [12, 0]);
    hashes.add(replayed.resultsHash);
  }
  assertEquals(hashes.size, 1);
  assertNotEquals([...hashes][0], recorded.resultsHash, "its times are its own");
});
