import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { UserError } from "../../../mod.ts";
import { type Interaction, readCassetteHeader, requestIdentity } from "../../../src/cassette/mod.ts";
import { wordChanges } from "../../../src/cassette/words/mod.ts";
import { tempFolder } from "../support.ts";
import { interactionLine, type MadeInteraction, writeTape } from "./support.ts";

function identity(made: MadeInteraction, options?: Parameters<typeof requestIdentity>[1]): string {
  return requestIdentity(JSON.parse(interactionLine(made)) as Interaction, options);
}

Deno.test("a request is the same whatever its scope, and another one with another body", () => {
  assertEquals(identity({ scope: "cell_1/1" }), identity({ scope: "cell_2/1" }));
  assertEquals(identity({ scope: "cell_1/1" }), JSON.parse(interactionLine()).key);
  assertNotEquals(identity({ prompt: "a" }), identity({ prompt: "b" }));
});

Deno.test("what is ignored and what has another name does not tell requests apart", () => {
  const body = (user: string) => ({ body: { model: "gpt-4o", user } });
  assertEquals(identity(body("ada"), { ignore: ["/user"] }), identity(body("bob"), { ignore: ["/user"] }));
  const url = "{gpt@azure}/chat/completions";
  assertEquals(identity({}, { url }), identity({ url }));
});

Deno.test("ids that answers minted count as one, wherever they came from", () => {
  const body = (id: string) => ({ model: "m", messages: [{ role: "tool", tool_call_id: id }] });
  const made = (id: string, key: string) => ({
    body: body(id),
    bound: { "/messages/0/tool_call_id": `${key}/0/1` },
  });
  assertEquals(identity(made("call_a", "key_a")), identity(made("call_b", "key_b")));
  assertNotEquals(identity({ body: body("call_a") }), identity({ body: body("call_b") }));
});

Deno.test("the header of a cassette is read by itself", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/tape.jsonl`;
  await writeTape(path, [interactionLine()], { ignore: ["/user"] });
  assertEquals(readCassetteHeader(path).ignore, ["/user"]);
  assertThrows(() => readCassetteHeader(`${folder.path}/none.jsonl`), UserError, "cannot be read");
});

Deno.test("two texts that have nothing in common are not compared word by word", () => {
  assertEquals(wordChanges("a b", "a c"), [
    { kind: "same", text: "a " },
    { kind: "removed", text: "b" },
    { kind: "added", text: "c" },
  ]);
  const words = (offset: number) => Array.from({ length: 2000 }, (_, i) => `w${i + offset}`).join(" ");
  assertEquals(wordChanges(words(0), words(5000)), null);
});
