import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { describeScope, openCassette } from "../../../src/recording/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

async function taped(folder: string, calls: readonly { scope?: string; body: string }[]): Promise<[string, string[]]> {
  const path = `${folder}/tape.jsonl`;
  const keys: string[] = [];
  await using tape = await openCassette(path, {
    mode: "record",
    ci: "",
    fetch: (input, init) => new Request(input, init).text().then((text) => new Response(`to ${text}`)),
  });
  for (const { scope, body } of calls) {
    const note = { caller: {}, ...(scope === undefined ? {} : { scope }) } as { key?: string; caller: object };
    await (await tape.fetch("https://box.example/x", { method: "POST", body, note })).text();
    keys.push(note.key!);
  }
  await tape.decide("cell_1", "again/1", () => Promise.resolve({ choice: true, reason: "so" }));
  await tape.decide("cell_12", "again/1", () => Promise.resolve({ choice: true, reason: "so" }));
  await tape.decide("prices", "m@a", () => Promise.resolve({ choice: 1, reason: "so" }));
  return [path, keys];
}

Deno.test("what belongs to a scope is found, and nothing whose name merely begins like it", async () => {
  using folder = tempDir();
  const [path] = await taped(folder.path, [
    { scope: "cell_1/1", body: "one" },
    { scope: "cell_12/1", body: 'says "scope":"cell_1/1"' },
    { scope: "cell_1/2", body: "two" },
    { body: "nobody's" },
  ]);
  const { interactions, decisions } = describeScope(path, { scope: "cell_1" });
  assertEquals(interactions.map(({ line, record }) => [line, record.scope]), [[2, "cell_1/1"], [4, "cell_1/2"]]);
  assertEquals(decisions.map(({ record }) => record.scope), ["cell_1"]);
});

Deno.test("recordings without a scope are found by their keys, and shared decisions by their names", async () => {
  using folder = tempDir();
  const [path, keys] = await taped(folder.path, [{ body: "a" }, { body: "a" }, { body: "b" }]);
  const { interactions, decisions } = describeScope(path, {
    scope: "cell_1",
    keys: [keys[0], "key_none"],
    decisions: [{ scope: "prices", name: "m@a" }, { scope: "prices", name: "m@b" }],
  });
  assertEquals(interactions.map(({ line, body }) => [line, new TextDecoder().decode(body)]), [[2, "to a"], [
    3,
    "to a",
  ]]);
  assertEquals(decisions.map(({ record: { scope, name } }) => [scope, name]), [["cell_1", "again/1"], [
    "prices",
    "m@a",
  ]]);
});

Deno.test("a file that is no cassette is told", () => {
  using folder = tempDir();
  Deno.writeTextFileSync(`${folder.path}/x.jsonl`, "hello\n");
  assertThrows(() => describeScope(`${folder.path}/x.jsonl`, { scope: "cell_1" }), UserError);
});
