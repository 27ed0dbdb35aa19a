import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { SecretDetector } from "../../../src/cassette/redaction/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import { canaries, ENCODINGS } from "./canaries.ts";

const detector = new SecretDetector(providerLenses().flatMap(({ keyShapes }) => keyShapes));
const TOKEN = "q7TzX2lm9KcVw4Rb8NdYs5";

function values(text: string): string[] {
  return detector.detect(Buffer.from(text).toString("latin1")).map(({ value }) => value);
}

for (const { name, secret, text } of canaries()) {
  Deno.test(`a credential is known by its shape in every encoding: ${name}, ${secret.slice(0, 8)}`, () => {
    for (const encoding of ENCODINGS) {
      const found = values(`before "${encoding.write(text)}" behind`);
      // A form writes spaces as plus signs, and nobody knows which plus signs were spaces.
      const isFound = found.some((value) =>
        value.includes(secret) || value.replaceAll("+", " ") === secret.replaceAll("+", " ")
      );
      assertEquals(isFound, true, `${encoding.name}: ${found.length} others`);
    }
  });
}

Deno.test("a token is known by the name of its place, however the place is written", () => {
  const places = [
    `{"api_key":"${TOKEN}"}`,
    `{"apiKey": "${TOKEN}"}`,
    `{"a":"{\\"access_token\\": \\"${TOKEN}\\"}"}`,
    `{"client_secret":"${TOKEN}"}`,
    `{"aws_secret_access_key":"${TOKEN}"}`,
    `{"Authorization":"Token ${TOKEN}"}`,
    `x-api-key: ${TOKEN}`,
    `X-Auth-Token: ${TOKEN}\r\nHost: h`,
    `?q=1&access_token=${TOKEN}&n=2`,
    `MY_SERVICE_TOKEN=${TOKEN}`,
    `export OPENAI_API_KEY='${TOKEN}'`,
    `x-api-key:\n      - ${TOKEN}`,
    `{"name": "x-api-key", "value": "${TOKEN}"}`,
    `[{"name":"session_token","value":"${TOKEN}"}]`,
    `text\\napi_key: ${TOKEN}\\nmore`,
    `{"session":"${TOKEN}"}`,
    `https://h/?X-Amz-Expires=60&X-Amz-Signature=${TOKEN}&x=1`,
    `<https://h/?x-goog-signature=${TOKEN}>; rel="next"`,
    `{"url":"https://h/a.png?se=2026-01-01&sig=${TOKEN}"}`,
    `{"url":"https://h/a.png?se=2026-01-01\\u0026sig=${TOKEN}\\u0026sp=r"}`,
    `https://h/?Expires=1&Signature=${TOKEN}&KeyPair=2`,
    `%7B%22api_key%22%3A%22${TOKEN}%22%7D`,
    `{"\\u0061pi_key":"${TOKEN}"}`,
  ];
  for (const place of places) assertEquals(values(place), [TOKEN], place);
});

Deno.test("a password is known where it stands in a field or in a URL", () => {
  assertEquals(values('{"password":"Hunter2!x"}'), ["Hunter2!x"]);
  assertEquals(values("postgres://me:s3cretpw@db.example:5432/x"), ["s3cretpw"]);
  assertEquals(values("https://me:p%40ss7word@h/"), ["p%40ss7word", "p@ss7word"]);
});

Deno.test("what stands in such places and is no credential is left alone", () => {
  const innocent = [
    '{"max_tokens":100,"prompt_tokens":12345678901234567890}',
    '{"token":" Hello","logprob":-0.1,"bytes":[32,72]}',
    '{"token":"------------------------------------"}',
    '{"next_page_token":"q7TzX2lm9KcVw4Rb8NdYs5"}',
    '{"id":"call_q7TzX2lm9KcVw4Rb8NdYs5","tool_call_id":"call_q7TzX2lm9KcVw4Rb8NdYs5"}',
    '{"api_key":"your-api-key-goes-here-1234"}',
    '{"api_key":"[redacted]"}',
    '{"api_key":"${OPENAI_API_KEY_2_VALUE_OF_THIS}"}',
    '{"signature":"q7TzX2lm9KcVw4Rb8NdYs5","nonce":"q7TzX2lm9KcVw4Rb8NdYs5"}',
    '{"prompt_cache_key":"q7TzX2lm9KcVw4Rb8NdYs5"}',
    'thought(signature="q7TzX2lm9KcVw4Rb8NdYs5", design=q7TzX2lm9KcVw4Rb8NdYs5)',
    '{"sig":"q7TzX2lm9KcVw4Rb8NdYs5","x-amz-signature":"see the documentation"}',
    'etag: "q7TzX2lm9KcVw4Rb8NdYs5q7TzX2lm9KcVw4Rb8NdYs5"',
    '{"url":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"}',
    '{"authorization":"required for this endpoint, see the documentation"}',
    "the secret: always be kind. My password is not here.",
    'const password = passwords.find(({ name }) => name === "x");',
    "a risk-free task-management-application-for-everybody-1234567890",
    "https://user:password@example.com and http://me:$PASSWORD1@h",
    "Basic understanding of authentication; Bearer authentication-is-recommended-everywhere",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    '{"session_id":"q7TzX2lm9KcVw4Rb8NdYs5"}',
  ];
  for (const text of innocent) assertEquals(values(text), [], text);
});

Deno.test("basic credentials tell the password too", () => {
  const both = Buffer.from("tapedeck:Q7tZx2Lm9KcVw4").toString("base64");
  assertEquals(values(`authorization: Basic ${both}`).includes("Q7tZx2Lm9KcVw4"), true);
});

Deno.test("an image in base64 is not searched for longer than it takes to read it", () => {
  const image = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * i * 7919) >> 5)).toString("base64");
  assertEquals(values(`{"image":"${image}"}`), []);
});
