import {
  assert,
  assertEquals,
  assertFalse,
  assertNotEquals,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import { REDACTED, Redactor } from "../../../src/cassette/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { SPELLINGS } from "./spellings.ts";
import { utf8 } from "../support.ts";

const SECRETS = {
  "a usual key": "sk-proj-4f9A_b-7Qx2",
  "one with slashes and plusses": "ab/cd+ef/gh+ij==",
  "one with a quote and a backslash": 'pa"ss\\wo"rd\\',
  "one that is not ASCII": "clé-sécrète-密钥-🔑",
  "one with a space and signs": "p w!'()*~&=?#%41",
  "one that begins like an escape": "nvapi-x/y/z",
};

const sse = (...events: JsonValue[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
const content = (text: string, index = 0) => ({ choices: [{ index, delta: { content: text } }] });

for (const [what, secret] of Object.entries(SECRETS)) {
  for (const { name, write, read } of SPELLINGS) {
    Deno.test(`a secret is found and replaced: ${what}, ${name}`, () => {
      const redactor = new Redactor([secret]);
      const spelled = write(secret);
      assertStringIncludes(read(spelled), secret, "the spelling can be read");
      for (const text of [spelled, `x${spelled}y`, `{"a":"${spelled}","b":1}`, `${spelled}${spelled}`]) {
        assert(redactor.finds(text));
        const clean = redactor.text(text);
        assertStringIncludes(clean, REDACTED);
        assertFalse(read(clean).includes(secret), clean);
        assertFalse(redactor.finds(clean), clean);
        assertEquals(new TextDecoder().decode(redactor.body(utf8.encode(text), []).bytes), clean);
      }
    });
  }
}

Deno.test("of any secret in any spelling, anywhere, nothing is left to read", () => {
  const secret = fc.string({ unit: "grapheme", minLength: 6, maxLength: 12 }).filter((text) => text.isWellFormed());
  const around = fc.string({ unit: "grapheme", maxLength: 5 });
  fc.assert(
    fc.property(secret, fc.nat(SPELLINGS.length - 1), around, around, (secret, choice, before, after) => {
      const { write, read } = SPELLINGS[choice];
      fc.pre(!REDACTED.includes(secret));
      const redactor = new Redactor([secret]);
      const clean = redactor.text(before + write(secret) + after);
      assertFalse(redactor.finds(clean), clean);
      if (read(before) !== "" || before === "") assertFalse(read(clean).includes(secret), clean);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("text without a secret stays the very same", () => {
  const redactor = new Redactor(["sk-123456"]);
  fc.assert(fc.property(fc.string(), (text) => {
    assertEquals(redactor.text(text), text);
    const bytes = utf8.encode(text);
    assertStrictEquals(redactor.body(bytes, [[0, 1]]).bytes, bytes);
  }));
  assertFalse(redactor.body(new Uint8Array([0xff, 0xfe, 0x5c, 0x25]), []).changed);
});

Deno.test("a secret that holds another one goes as a whole", () => {
  for (const secrets of [["sk-abc", "sk-abc-def"], ["sk-abc-def", "sk-abc"]]) {
    assertEquals(new Redactor(secrets).text("a sk-abc-def b sk-abc c"), `a ${REDACTED} b ${REDACTED} c`);
  }
});

Deno.test("of secrets that overlap nothing stays", () => {
  assertEquals(new Redactor(["abcdefgh", "efghijkl"]).text("-abcdefghijkl-"), `-${REDACTED}-`);
  assertEquals(new Redactor(["aaaaaa"]).text("aaaaaaaaaa"), REDACTED);
});

Deno.test("words are no secrets: short values and the keys that everybody gives to local servers", () => {
  const redactor = new Redactor(["", "abc", "EMPTY", "ollama", "LM-Studio", "not-needed"]);
  const text = "abc EMPTY ollama/lm-studio not-needed";
  assertEquals(redactor.text(text), text);
});

Deno.test("an edit does not break the escape in front of it", () => {
  const redactor = new Redactor(["nabcdef"]);
  assertEquals(JSON.parse(redactor.text('{"a":"\\nabcdef"}')), { a: REDACTED });
  for (const text of ['"\\\\nabcdef"', '"\\\\\\nabcdef"']) assert(JSON.parse(redactor.text(text)).endsWith(REDACTED));
});

Deno.test("JSON values are cleaned in their strings and their names", () => {
  const redactor = new Redactor(["sk-123456"]);
  const value = { "sk-123456": ["a sk-123456", { b: null, c: 1, d: true }] };
  assertEquals(redactor.json(value), { [REDACTED]: [`a ${REDACTED}`, { b: null, c: 1, d: true }] });
});

Deno.test("a redactor learns more secrets, and makes no new one for what it knows", () => {
  const redactor = new Redactor(["sk-123456"]);
  assertStrictEquals(redactor.with([]), redactor);
  assertStrictEquals(redactor.with(["sk-123456", "x"]), redactor);
  const more = redactor.with(["token-9", "other-8"]);
  assertStrictEquals(redactor.with(["token-9", "other-8"]), more);
  assertEquals(more.text("sk-123456 token-9 other-8"), `${REDACTED} ${REDACTED} ${REDACTED}`);
  assertEquals(redactor.text("token-9"), "token-9");
  for (let i = 0; i < 200; i++) assertEquals(redactor.with([`secret-${i}`]).text(`secret-${i}`), REDACTED);
});

Deno.test("the cuts of a body move with its text", () => {
  const text = "data: ab sk-123456 cd\n\ndata: e\n\n";
  const { bytes, cuts } = new Redactor(["sk-123456"]).body(utf8.encode(text), [[0, 1], [12, 2], [20, 3]]);
  assertEquals(new TextDecoder().decode(bytes), "data: ab [redacted] cd\n\ndata: e\n\n");
  assertEquals(cuts, [[0, 1], [19, 2], [21, 3]]);
});

/** A secret in pieces of so many characters. */
function pieces(secret: string, length: number): string[] {
  return secret.match(new RegExp(`[^]{1,${length}}`, "gu"))!;
}

for (const [what, secret] of Object.entries(SECRETS)) {
  Deno.test(`a secret that a stream spells token by token is replaced: ${what}`, () => {
    for (const length of [1, 2, 5]) {
      const tokens = ["The key ", "is ", ...pieces(secret, length), "!", ""];
      const { bytes } = new Redactor([secret]).body(utf8.encode(sse(...tokens.map((token) => content(token)))), []);
      const text = new TextDecoder().decode(bytes);
      const read = text.split("\n\n").filter((event) => event !== "")
        .map((event) => JSON.parse(event.slice(6)).choices[0].delta.content).join("");
      assertEquals(read, `The key is ${REDACTED}!`);
    }
  });
}

Deno.test("events that a split secret does not touch stay byte for byte, and every event stays", () => {
  const secret = "sk-123456";
  const lines = [
    ": comment",
    'data: {"a" : 1.0,"t":"x"}',
    'data: {"a" : 1.0,"t":"sk-1"}',
    'data: {"a" : 1.0,"t":"23456"}',
  ];
  const body = utf8.encode(lines.join("\r\n\r\n") + "\r\n\r\ndata: [DONE]\r\n\r\n");
  const clean = new TextDecoder().decode(new Redactor([secret]).body(body, []).bytes);
  assertEquals(clean.split("\r\n\r\n"), [
    ...lines.slice(0, 2),
    `data: {"a" : 1.0,"t":"${REDACTED}"}`,
    'data: {"a" : 1.0,"t":""}',
    "data: [DONE]",
    "",
  ]);
});

Deno.test("streams that run through each other are read one by one", () => {
  const [a, b] = ["sk-123456", "tk-abcdef"];
  const events = Array.from({ length: 9 }, (_, i) => [content(a[i], 0), content(b[i], 1)]).flat();
  const text = new TextDecoder().decode(new Redactor([a, b]).body(utf8.encode(sse(...events)), []).bytes);
  const texts = ["", ""];
  for (const event of text.split("\n\n").filter(Boolean)) {
    const [{ index, delta }] = JSON.parse(event.slice(6)).choices;
    texts[index] += delta.content;
  }
  assertEquals(texts, [REDACTED, REDACTED]);
});

Deno.test("secrets are found in a stream of tool arguments, of NDJSON, of an array, and in log probabilities", () => {
  const secret = 'sk-"12/3456';
  const tokens = pieces(JSON.stringify({ key: secret }).replaceAll("/", "\\/"), 3);
  const bodies = [
    sse(
      ...tokens.map((token) => ({
        choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: token } }] } }],
      })),
    ),
    tokens.map((token) => JSON.stringify({ index: 0, delta: { partial_json: token } })).join("\n"),
    JSON.stringify(tokens.map((token) => ({ candidates: [{ content: { parts: [{ text: token }] } }] })), null, 1),
    JSON.stringify({ choices: [{ logprobs: { content: tokens.map((token) => ({ token, logprob: -0.1 })) } }] }),
  ];
  const redactor = new Redactor([secret]);
  for (const body of bodies) {
    const { bytes, changed } = redactor.body(utf8.encode(body), []);
    assert(changed, body);
    assertFalse(redactor.body(bytes, []).changed, "nothing is left after the first time");
    assertNotEquals(new TextDecoder().decode(bytes), body);
  }
});

Deno.test("strings that stand side by side by chance are left alone", () => {
  const body = utf8.encode(JSON.stringify({ a: "sk-1", b: "23456", list: [{ c: "sk-1" }, { d: "23456" }] }));
  assertFalse(new Redactor(["sk-123456"]).body(body, []).changed);
});

Deno.test("bodies that are nearly JSON do no harm", () => {
  const redactor = new Redactor(["sk-123456"]);
  for (
    const text of [
      '{"a',
      "data: {]}\n\n",
      'data: {"a":"\\"}\ndata: {"b"}',
      "[[[",
      '{"a":"x"}}}',
      "data: {a:b}\ndata: {c:d}",
    ]
  ) {
    assertFalse(redactor.body(utf8.encode(text), []).changed, text);
    assertEquals(redactor.text(`${text} sk-123456`), `${text} ${REDACTED}`);
  }
});

Deno.test("a body of megabytes in one string is read", () => {
  const long = "x\\n".repeat(1_500_000);
  const body = utf8.encode(JSON.stringify({ a: long, b: "sk-123456" }));
  const { bytes } = new Redactor(["sk-123456"]).body(body, []);
  assertEquals(bytes.length, body.length + REDACTED.length - "sk-123456".length);
});
