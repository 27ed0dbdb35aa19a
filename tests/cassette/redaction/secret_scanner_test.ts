import { assertEquals, assertFalse } from "@std/assert";
import { Buffer } from "node:buffer";
import { SecretScanner } from "../../../src/cassette/redaction/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import { canaries, ENCODINGS } from "./canaries.ts";

const scanner = new SecretScanner({ lenses: providerLenses(), env: false });
const KEY = canaries().find(({ name }) => name === "openai-project-key")!.secret;

Deno.test("a finding says what and where, and shows the line without the credential", () => {
  const [finding, ...others] = scanner.scan(`first line\nkey = ${KEY} # mine\nlast`);
  assertEquals(others, []);
  assertEquals(finding, { name: "openai-project-key", line: 2, column: 7, excerpt: "key = [redacted] # mine" });
});

Deno.test("no excerpt shows a credential, not even another one beside it", () => {
  for (const { secret, text } of canaries()) {
    for (const { write } of ENCODINGS) {
      for (const { excerpt } of scanner.scan(`a ${write(text)} ${KEY} ${write(text)} b`)) {
        assertFalse(excerpt.includes(secret) || excerpt.includes(KEY), excerpt);
      }
    }
  }
});

Deno.test("credentials of the environment and those that are given are found under their names", () => {
  const own = new SecretScanner({
    secrets: [{ name: "the tester's", value: "zq81-Lm9KcVw4" }],
    env: { SOME_TOKEN: "other-81-Lm9Kc" },
  });
  const text = `a ${Buffer.from("zq81-Lm9KcVw4").toString("base64")} b\nother-81-Lm9Kc`;
  assertEquals(own.scan(text).map(({ name, line }) => [name, line]), [["the tester's", 1], ["env:SOME_TOKEN", 2]]);
  assertEquals(own.names(text).sort(), ["env:SOME_TOKEN", "the tester's"]);
});

Deno.test("what the events of a recorded stream spell in pieces is found", () => {
  const event = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
  const stream = KEY.match(/.{1,5}/g)!.map(event).join("");
  const line = JSON.stringify({ key: "k", response: { body: { text: stream } } });
  const found = scanner.scan(`{"tapedeck":2}\n${line}\n`);
  assertEquals(found.map(({ name, line }) => [name, line]), [["openai-project-key, split across events", 2]]);
  assertEquals(scanner.scan(stream).length > 0, true);
});

Deno.test("other tools' formats are looked through", () => {
  const token = "q7TzX2lm9KcVw4Rb8NdYs5";
  const files = [
    `interactions:\n- request:\n    headers:\n      x-api-key:\n      - ${token}\n`,
    JSON.stringify({ log: { entries: [{ request: { headers: [{ name: "X-Api-Key", value: token }] } }] } }, null, 2),
    JSON.stringify([{ scope: "https://h", reqheaders: { authorization: `Bearer ${token}` } }]),
    `# settings\nOPENAI_API_KEY="${token}"\n`,
    JSON.stringify({ cells: [{ source: [`client = Client(api_key="${token}")\n`] }] }),
    Buffer.concat([Buffer.from([0, 255, 254]), Buffer.from(`api_key=${token}`), Buffer.from([0, 1])]),
  ];
  for (const file of files) assertEquals(scanner.scan(file).length, 1, String(file));
});

Deno.test("a clean text has no findings", () => {
  assertEquals(scanner.scan("nothing to see\n".repeat(100)), []);
  assertEquals(scanner.scan(""), []);
});

Deno.test("the lines of a cassette are no stream: what one ends with does not go on in the next", () => {
  const text = `{"tapedeck":2}\n{"content":"${KEY}"}\n{"content":"Answer with one word"}\n`;
  assertEquals(scanner.scan(text).map(({ name, line }) => [name, line]), [["openai-project-key", 2]]);
});
