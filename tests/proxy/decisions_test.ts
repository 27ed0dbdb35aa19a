import { assertEquals, assertStringIncludes } from "@std/assert";
import { recordsOf, tempTape } from "../cassette/support.ts";
import { post, type TestProxy, testProxy } from "./support.ts";

const PATH = "/__tapedeck/decisions/cell_1%2F1/endpoint";

const put = (body: unknown): RequestInit => ({ ...post(body), method: "PUT" });

async function ask(proxy: TestProxy, path: string, init?: RequestInit): Promise<[status: number, body: unknown]> {
  const answer = await proxy.send(path, init);
  const body = await answer.json();
  return [answer.status, answer.ok ? body : body.error.type];
}

Deno.test("a decision is put once, kept on the tape, and read back by every replay", async () => {
  await using tape = await tempTape();
  const first = { choice: { endpoint: "gpt@openai" }, reason: "the cheapest" };
  {
    await using proxy = await testProxy(tape.path, { mode: "record" });
    assertEquals(await ask(proxy, PATH), [404, "decision_missing"]);
    assertEquals(await ask(proxy, PATH, put(first)), [200, first]);
    assertEquals(await ask(proxy, PATH, put({ choice: "another", reason: "later" })), [200, first]);
    assertEquals(await ask(proxy, PATH), [200, first]);
  }
  const records = await recordsOf(tape.path);
  assertEquals(records.map(({ kind, scope, name }) => [kind, scope, name]), [["decision", "cell_1/1", "endpoint"]]);
  await using proxy = await testProxy(tape.path);
  // Over HTTP a question that is asked again has the same answer.
  for (let i = 0; i < 3; i++) assertEquals(await ask(proxy, PATH), [200, first]);
  assertEquals(await ask(proxy, PATH, put({ choice: 1, reason: "" })), [200, first]);
  assertEquals(await ask(proxy, "/__tapedeck/decisions/cell_1%2F1/other"), [404, "decision_missing"]);
  assertEquals(await ask(proxy, "/__tapedeck/decisions/cell_2/endpoint", put(first)), [404, "decision_missing"]);
});

Deno.test("a tape that is appended to keeps its decisions and takes new ones", async () => {
  await using tape = await tempTape();
  const decided = (choice: string) => ({ choice, reason: "because" });
  {
    await using proxy = await testProxy(tape.path, { mode: "record" });
    await ask(proxy, PATH, put(decided("old")));
  }
  await using proxy = await testProxy(tape.path, { mode: "append" });
  assertEquals(await ask(proxy, PATH, put(decided("new"))), [200, decided("old")]);
  assertEquals(await ask(proxy, "/__tapedeck/decisions/2/endpoint", put(decided("new"))), [200, decided("new")]);
});

Deno.test("many who decide at once get one decision", async () => {
  await using tape = await tempTape();
  await using proxy = await testProxy(tape.path, { mode: "record" });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => ask(proxy, PATH, put({ choice: i, reason: "race" }))),
  );
  assertEquals(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
  await proxy.tape.close();
  assertEquals((await recordsOf(tape.path)).length, 1);
});

Deno.test("what is no decision is refused, and says what one is", async () => {
  await using tape = await tempTape();
  await using proxy = await testProxy(tape.path, { mode: "record" });
  for (const body of ["{", "null", '{"choice":1}', '{"reason":"r"}', '{"choice":1,"reason":2}', '"x"']) {
    const answer = await proxy.send(PATH, { method: "PUT", body });
    assertEquals([answer.status, (await answer.json()).error.type], [400, "wrong_decision"], body);
  }
  const long = { choice: "x".repeat(70_000), reason: "" };
  assertEquals(await ask(proxy, PATH, put(long)), [400, "wrong_decision"]);
  assertEquals(await ask(proxy, PATH, post({ choice: 1, reason: "" })), [405, "wrong_method"]);
  await proxy.tape.close();
  assertEquals(await recordsOf(tape.path), []);
});

Deno.test("a decision that a credential stands in is refused as the tape refuses it", async () => {
  await using tape = await tempTape();
  const secret = "hunter2-hunter2-hunter2";
  await using proxy = await testProxy(tape.path, { mode: "record", secrets: [secret] });
  const answer = await proxy.send(`/__tapedeck/decisions/${secret}/endpoint`, put({ choice: 1, reason: "" }));
  const text = await answer.text();
  assertEquals(answer.status, 418);
  assertStringIncludes(text, "credential");
  assertEquals(text.includes(secret), false);
});
