import { assert, assertEquals, assertFalse, assertRejects, assertStringIncludes } from "@std/assert";
import { Buffer } from "node:buffer";
import { Secret, UserError } from "../../../src/base/mod.ts";
import type { CassetteOptions, Tape } from "../../../src/cassette/mod.ts";
import { readsSecret } from "./reads_secret.ts";
import { SPELLINGS } from "./spellings.ts";
import {
  fakeNetwork,
  loopback,
  newNote,
  noNetwork,
  rawLoopback,
  recordsOf,
  recordTape,
  replayTape,
  tempTape,
  utf8,
} from "../support.ts";

const CANARY = "sk-canary/4f9A_b+7Qx2";
const CANARIES = [CANARY, 'ca"na\\ry-7777', "canari-é-密钥"];

/** Ask so that `credential` is known from the header. */
function post(tape: Tape, url: string, body: BodyInit, credential = CANARY, note = newNote()): Promise<Response> {
  return tape.fetch(url, { method: "POST", headers: { authorization: `Bearer ${credential}` }, body, note });
}

async function assertClean(path: string, ...secrets: string[]): Promise<void> {
  const text = await Deno.readTextFile(path);
  for (const secret of secrets) assertFalse(readsSecret(text, secret), `${secret} is in ${text}`);
}

/**
 * Record `ask` against a loopback server (or against nobody who matters), look through the file for canaries, and replay it without a network; gives
 * the texts of both answers.
 */
async function recordLookReplay(
  serve: ((request: Request) => Response | Promise<Response>) | null,
  ask: (tape: Tape, url: string, note: ReturnType<typeof newNote>) => Promise<Response>,
  options: CassetteOptions = {},
): Promise<{ live: string; replayed: string; line: string }> {
  await using tape = await tempTape();
  await using server = serve === null ? { url: "http://h", [Symbol.asyncDispose]: async () => {} } : loopback(serve);
  const network = serve === null ? { fetch: fakeNetwork(() => new Response("ok")) } : {};
  const [liveNote, note] = [newNote(), newNote()];
  let live: Uint8Array;
  {
    await using recorder = await recordTape(tape.path, { ...network, ...options });
    live = await (await ask(recorder, server.url, liveNote)).bytes();
    await liveNote.stored;
  }
  assertEquals(liveNote.unrecordable, undefined);
  await assertClean(tape.path, ...CANARIES);
  await using player = await replayTape(tape.path, { ...options, fetch: noNetwork });
  const replayed = await (await ask(player, server.url, note)).bytes();
  assertEquals(liveNote.recordedBody ?? live, replayed, "what the row is made from");
  assertEquals([note.key, note.cuts, note.headersMs], [liveNote.key, liveNote.cuts, liveNote.headersMs]);
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { live: decode(live), replayed: decode(replayed), line: (await Deno.readTextFile(tape.path)).split("\n")[1] };
}

for (const { name, write } of SPELLINGS) {
  Deno.test(`no secret reaches the disk by a request's body: ${name}`, async () => {
    for (const secret of CANARIES) {
      const bodies = [
        `{"messages":[{"role":"user","content":"key: ${write(secret)}!"}]}`,
        `not JSON: ${write(secret)} {"a":"${write(secret)}"}`,
        `{"a":1}\n{"b":"${write(secret)}"}\n`,
        utf8.encode(`{"a":"${write(secret)}"}`),
        new Uint8Array([0xff, ...utf8.encode(write(secret)), 0xfe]),
      ];
      for (const body of bodies) {
        const ask = (tape: Tape, url: string, note = newNote()) =>
          tape.fetch(`${url}/a`, { method: "POST", body: body as BodyInit, note });
        await recordLookReplay(null, ask, { secrets: [secret] });
      }
    }
  });

  Deno.test(`no secret reaches the disk by an answer's body: ${name}`, async () => {
    for (const secret of CANARIES) {
      const bodies = [
        `{"error":{"message":"Incorrect API key: ${write(secret)}."}}`,
        `<p>${write(secret)}</p>`,
        `data: {"choices":[{"delta":{"content":"${write(secret)}"}}]}\n\ndata: [DONE]\n\n`,
        new Uint8Array([0xff, ...utf8.encode(write(secret)), 0xfe]),
      ];
      for (const body of bodies) {
        const ask = (tape: Tape, url: string, note = newNote()) => tape.fetch(`${url}/a`, { note });
        const { replayed } = await recordLookReplay(() => new Response(body), ask, {
          secrets: [new Secret("s", secret)],
        });
        assertStringIncludes(replayed, "[redacted]");
      }
    }
  });
}

Deno.test("no secret reaches the disk by a URL", async () => {
  const urls = [
    `/v1/${encodeURIComponent(CANARY)}/chat`,
    `/v1/${CANARY}/chat`,
    `/v1?key=${encodeURIComponent(CANARY)}`,
    `/v1?other=${encodeURIComponent(CANARY)}&b=${Buffer.from(`x${CANARY}`).toString("base64url")}`,
    `/v1#token=${encodeURIComponent(CANARY)}`,
  ];
  for (const path of urls) {
    const ask = (tape: Tape, url: string, note = newNote()) => post(tape, url + path, "{}", CANARY, note);
    await recordLookReplay((request) => new Response(request.url), ask);
  }
});

Deno.test("a credential that stands in the URL alone is known all the same", async () => {
  for (const path of [`/v1?key=${encodeURIComponent(CANARY)}`, `/v1?a=b&access_token=${encodeURIComponent(CANARY)}`]) {
    const ask = (tape: Tape, url: string, note = newNote()) => tape.fetch(url + path, { note });
    await recordLookReplay((request) => Response.json({ you: new URL(request.url).searchParams.toString() }), ask);
  }
  const ask = (tape: Tape, url: string, note = newNote()) =>
    tape.fetch(url.replace("//", `//me:${encodeURIComponent(CANARY)}@`) + "/v1", { note });
  const echo = (request: Request) => new Response(atob(request.headers.get("authorization")!.slice("Basic ".length)));
  assertEquals((await recordLookReplay(echo, ask)).live, `me:${CANARY}`);
});

Deno.test("no secret reaches the disk by a request's headers, allowed or not", async () => {
  const names = [
    "x-api-key",
    "x-goog-api-key",
    "cookie",
    "x-custom-auth",
    "http-referer",
    "x-title",
    "user-agent",
    "x-any",
  ];
  for (const name of names) {
    const value = name === "cookie" ? `session=${CANARY}` : `${CANARY}`;
    const headers = [{ [name]: value }, new Headers({ [name]: value }), [[name, value]] as [string, string][]];
    const isKnown = !["http-referer", "x-title", "user-agent", "x-any"].includes(name);
    for (const init of headers) {
      const ask = (tape: Tape, url: string, note = newNote()) => tape.fetch(url, { headers: init, note });
      const echo = (request: Request) => new Response(isKnown ? request.headers.get(name) : "no");
      await recordLookReplay(echo, ask, isKnown ? {} : { secrets: [CANARY] });
    }
  }
});

Deno.test("no secret reaches the disk by an answer's headers or its status text", async () => {
  const headers = {
    "x-request-id": CANARY,
    "location": `https://x.example/?a=${encodeURIComponent(CANARY)}`,
    "x-ratelimit-account": `a ${CANARY} b`,
    "content-type": `text/plain; key="${CANARY}"`,
  };
  const ask = (tape: Tape, url: string, note = newNote()) => post(tape, url, "{}", CANARY, note);
  const { line } = await recordLookReplay(() => new Response("x", { headers, statusText: `No ${CANARY}` }), ask);
  assertEquals(JSON.parse(line).response.headers["x-request-id"], "[redacted]");
  await using tape = await tempTape();
  const head = `HTTP/1.1 403 Key ${CANARY} refused\r\nx-request-id: canari-é-密钥\r\ncontent-length: 1\r\n\r\nx`;
  await using server = rawLoopback(head);
  {
    await using recorder = await recordTape(tape.path, { secrets: CANARIES });
    await (await recorder.fetch(server.url)).text();
  }
  await assertClean(tape.path, ...CANARIES, Buffer.from("canari-é-密钥").toString("latin1"));
});

Deno.test("no secret reaches the disk by what a stream splits, over chunks and over events", async () => {
  const event = (text: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`;
  for (const secret of CANARIES) {
    const whole = event("start ") + event(`the key is ${secret}, yes`) + event(" end");
    const tokens = event("start") + [...secret].map(event).join("") + event("end") + "data: [DONE]\n\n";
    for (const [body, length] of [[whole, 3], [whole, 1], [tokens, 7], [tokens, 1000]] as const) {
      const bytes = utf8.encode(body);
      const chunks = Array.from(
        { length: Math.ceil(bytes.length / length) },
        (_, i) => bytes.slice(i * length, (i + 1) * length),
      );
      const network = fakeNetwork(() => new Response(ReadableStream.from(chunks)));
      const ask = (tape: Tape, _url: string, note = newNote()) => tape.fetch("http://h/", { note });
      const { replayed } = await recordLookReplay(null, ask, { secrets: [secret], fetch: network });
      assertStringIncludes(replayed, "[redacted]");
      for (const line of replayed.split("\n\n").filter((line) => line.startsWith("data: {"))) JSON.parse(line.slice(6));
    }
  }
});

Deno.test("no secret reaches the disk by the message of a failure", async () => {
  for (const secret of CANARIES) {
    await using tape = await tempTape();
    const cause = new Error(`cannot reach http://${secret}@h/ (${encodeURIComponent(secret)})`);
    const failing = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const note = newNote();
    {
      await using recorder = await recordTape(tape.path, { fetch: failing, secrets: [secret] });
      await assertRejects(() => recorder.fetch("http://h/", { note }), TypeError, "fetch failed");
      await note.stored;
    }
    await assertClean(tape.path, secret);
    assertEquals(note.failure!.message, "cannot reach http://[redacted]@h/ ([redacted])");
    assertEquals((await recordsOf(tape.path))[0].failure, note.failure);
  }
});

Deno.test("no secret reaches the disk by a decision", async () => {
  for (const secret of CANARIES) {
    await using tape = await tempTape();
    const made = { choice: { [secret]: [secret, { url: `http://h/?a=${secret}` }] }, reason: `as ${secret} said` };
    await using recorder = await recordTape(tape.path, { secrets: [secret] });
    const decided = await recorder.decide("cell", "endpoint", () => made);
    await recorder.close();
    await assertClean(tape.path, secret);
    await using player = await replayTape(tape.path);
    assertEquals(await player.decide("cell", "endpoint", () => made), decided);
    assertEquals(decided!.reason, "as [redacted] said");
  }
});

Deno.test("a decision about a secret is not kept", async () => {
  await using tape = await tempTape();
  await using recorder = await recordTape(tape.path, { secrets: [CANARY] });
  const make = () => ({ choice: 1, reason: "" });
  await assertRejects(
    () => recorder.decide("cell", CANARY, make),
    UserError,
    'Cannot keep the decision "[redacted]" as its scope, name or run has a credential',
  );
  await assertRejects(() => recorder.decide(CANARY, "n", make), UserError);
  await assertClean(tape.path, CANARY);
});

Deno.test("the key is the same with any credential, wherever it stands", async () => {
  const ask = (tape: Tape, credential: string, spelled: string) =>
    tape.fetch(`http://h/u/${encodeURIComponent(credential)}?api_key=${credential.length}abcdef&b=${credential}`, {
      method: "POST",
      headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
      body: `{"messages":["my key is ${spelled}"],"arguments":"{\\"key\\":\\"${spelled}\\"}"}`,
    });
  await using tape = await tempTape();
  {
    const network = fakeNetwork((request) => new Response(request.headers.get("authorization")));
    await using recorder = await recordTape(tape.path, { fetch: network });
    await (await ask(recorder, "sk-first-key", "sk-first-key")).text();
  }
  for (
    const [credential, spelled] of [["sk-second-and-longer", "sk-second-and-longer"], ["third-key", "\\u0074hird-key"]]
  ) {
    await using player = await replayTape(tape.path, { fetch: noNetwork });
    assertEquals(await (await ask(player, credential, spelled)).text(), "Bearer [redacted]");
  }
});

Deno.test("an ignored field and a name that is given twice are cleaned as well", async () => {
  for (const body of [`{"user":"${CANARY}","a":1}`, `{"a":"${CANARY}","a":1}`]) {
    await using tape = await tempTape();
    const note = newNote();
    {
      const options = { secrets: [CANARY], ignore: ["/user"], fetch: fakeNetwork(() => new Response("ok")) };
      await using recorder = await recordTape(tape.path, options);
      await (await recorder.fetch("http://h/", { method: "POST", body, note })).text();
    }
    assertEquals(note.unrecordable, undefined);
    await assertClean(tape.path, CANARY);
  }
});

/** A secret that is part of what stands in a secret's place cannot be replaced. */
const STUBBORN = "redacted]";

Deno.test("an answer that cannot be cleaned is not kept, and the caller's note says so", async () => {
  await using tape = await tempTape();
  const note = newNote();
  await using recorder = await recordTape(tape.path, {
    secrets: [STUBBORN],
    fetch: fakeNetwork(() => new Response(`a ${STUBBORN} b`)),
  });
  assertEquals(await (await recorder.fetch("http://h/", { note })).text(), `a ${STUBBORN} b`);
  assertEquals(note.unrecordable, "a credential in it could not be replaced");
  assertEquals(recorder.summary.refused, 1);
  await recorder.close();
  await assertClean(tape.path, STUBBORN);
  const [line] = await recordsOf(tape.path);
  assertEquals([line.unrecordable, line.response], [note.unrecordable, undefined]);
});

Deno.test("what the caller knows is looked through too", async () => {
  for (const fields of [{ scope: CANARY }, { run: CANARY }, { caller: { cell: CANARY } }]) {
    await using tape = await tempTape();
    const note = newNote(fields);
    await using recorder = await recordTape(tape.path, {
      secrets: [CANARY],
      fetch: fakeNetwork(() => new Response("x")),
    });
    await (await recorder.fetch("http://h/", { note })).text();
    await recorder.close();
    assert(note.unrecordable);
    await assertClean(tape.path, CANARY);
  }
});

Deno.test("closing tells of an answer that was not kept when nobody was told", async () => {
  await using tape = await tempTape();
  const recorder = await recordTape(tape.path, {
    secrets: [STUBBORN, CANARY],
    fetch: fakeNetwork(() => new Response(STUBBORN)),
  });
  await (await recorder.fetch(`http://h/a?b=${CANARY}`)).text();
  const error = await assertRejects(() => recorder.close(), UserError, "Cannot keep the answer to GET http://h/a?b=");
  assertStringIncludes(error.message, "a credential in it could not be replaced");
  assertFalse(error.message.includes(CANARY));
});

Deno.test("a redirect to a signed URL is kept without its signature, and the next request finds its answer", async () => {
  await using tape = await tempTape();
  const signed = (signature: string) => `http://files/a.png?X-Amz-Expires=60&X-Amz-Signature=${signature}`;
  const signature = "q7TzX2lm9KcVw4Rb8NdYs5q7TzX2lm9K";
  const follow = async ({ fetch }: Tape) => {
    const { headers } = await fetch("http://h/files/1", { redirect: "manual" });
    return await (await fetch(headers.get("location")!)).text();
  };
  {
    const network = fakeNetwork(({ url }) =>
      url.startsWith("http://h/")
        ? new Response(null, { status: 302, headers: { location: signed(signature) } })
        : new Response("a picture")
    );
    await using recorder = await recordTape(tape.path, { fetch: network });
    await follow(recorder);
  }
  await assertClean(tape.path, signature);
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  assertEquals(await follow(player), "a picture");
});
