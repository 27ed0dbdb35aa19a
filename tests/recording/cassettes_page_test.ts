import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { CASSETTE_MODES, CassetteMissError } from "../../src/cassette/mod.ts";
import { openCassette } from "../../src/recording/mod.ts";
import { recordsOf } from "../cassette/support.ts";

const page = await Deno.readTextFile(new URL("../../docs/cassettes.md", import.meta.url));
const CAPITAL = "docs/capital.jsonl";
const path = fileURLToPath(new URL(`../../${CAPITAL}`, import.meta.url));
const base = "http://127.0.0.1:8091/v1";

/** What the page's tape says of a request that differs from the recorded one. */
async function missOf(change: (body: { [name: string]: unknown }) => unknown): Promise<CassetteMissError> {
  const [{ request }] = await recordsOf(path);
  await using tape = await openCassette(path, { endpoints: { local: base }, keepNetwork: true });
  const body = JSON.stringify(change(structuredClone(request.body.json)));
  return await assertRejects(
    () => tape.fetch(`${base}/chat/completions`, { method: "POST", body }),
    CassetteMissError,
  );
}

Deno.test("the miss that the page of cassettes explains is what the tape says", async () => {
  const { message, reason } = await missOf(({ messages, ...body }) => {
    const [system, user] = messages as { content: string }[];
    const changed = { ...system, content: system.content.replace("4 + 4", "4 + 3") };
    return { ...body, temperature: 0.2, messages: [changed, user] };
  });
  assertStringIncludes(page, message.replace(path, CAPITAL));
  assertEquals(reason, "different");
});

Deno.test("the page of cassettes has every reason of a miss", () => {
  const section = page.slice(page.indexOf("\n## Misses\n"), page.indexOf("\n## Expiry"));
  const rows = [...section.matchAll(/^\| ((?:`\w+`(?:, )?)+) /gm)].flatMap(([, names]) => names.split(", "));
  const reasons = ["different", "played", "scope", "header", "endpoint", "empty", "key", "unexplained"];
  assertEquals(rows, reasons.map((reason) => `\`${reason}\``));
});

Deno.test("the modes of the page of cassettes are all that there are", () => {
  const section = page.slice(page.indexOf("\n## Modes\n"), page.indexOf("\n## What makes"));
  const rows = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  assertEquals(rows.sort(), [...CASSETTE_MODES].sort());
});

Deno.test("the workflow of the page of cassettes checks, replays and counts what was used", () => {
  const [, workflow] = /^```yaml\n(.*?)^```$/ms.exec(page)!;
  const { steps } = parse(workflow).jobs.replay;
  const commands = steps.flatMap(({ run }: { run?: string }) => run?.match(/cassette \w+|deno test/)?.[0] ?? []);
  assertEquals(commands, ["cassette verify", "cassette fmt", "deno test", "cassette prune"]);
});

Deno.test("every example of the page of cassettes is one that is run", () => {
  const languages = [...page.matchAll(/^```(\S.*)$/gm)].map(([, language]) => language);
  assertEquals(languages.filter((language) => !["ts", "sh", "text", "toml", "yaml"].includes(language)), []);
});
