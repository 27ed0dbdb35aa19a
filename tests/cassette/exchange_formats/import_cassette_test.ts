import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { gzipSync } from "node:zlib";
import { UserError } from "../../../src/base/mod.ts";
import { importCassette, verifyCassette } from "../../../src/cassette/mod.ts";
import { newNote, readChunks, recordsOf } from "../support.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { imported } from "./support.ts";

const URL_OF = "https://api.test/v1/chat";
const KEY = "sk-proj-" + "Ab3dEf6hIj9kLmN0pQrStUvWxYz12345".repeat(2);

function vcrpy(...pairs: { request?: object; response?: object }[]) {
  return {
    version: 1,
    interactions: pairs.map(({ request, response }) => ({
      request: { method: "POST", uri: URL_OF, headers: {}, body: "{}", ...request },
      response: { status: { code: 200, message: "OK" }, headers: {}, body: { string: "hello" }, ...response },
    })),
  };
}

function har(...entries: object[]) {
  return {
    log: {
      version: "1.2",
      entries: entries.map((entry) => ({
        request: { method: "GET", url: URL_OF, headers: [] },
        response: { status: 200, headers: [], content: { text: "hello" } },
        ...entry,
      })),
    },
  };
}

Deno.test("the request's own credential is nowhere on the tape, and any credential finds the recording", async () => {
  const headers = {
    Authorization: [`Bearer ${KEY}`],
    "anthropic-version": ["2023-06-01"],
    "x-stainless-os": ["Linux"],
  };
  const file = vcrpy({
    request: { headers, body: JSON.stringify({ key: KEY, q: 1 }) },
    response: { body: { string: `no such key: ${KEY}` }, headers: { "set-cookie": ["a=b"], "retry-after": ["2"] } },
  });
  await using sample = await imported({ "a.json": file });
  assert(!(await Deno.readTextFile(sample.path)).includes(KEY.slice(8, 40)));
  const [record] = await recordsOf(sample.path);
  assertEquals(record.request.headers, { "anthropic-version": "2023-06-01" });
  assertEquals(record.response.headers, { "retry-after": "2" });
  const other = KEY.split("").reverse().join("").replace(/^.{8}/, "sk-proj-");
  const response = await sample.tape.fetch(URL_OF, {
    method: "POST",
    headers: { authorization: `Bearer ${other}`, "anthropic-version": "2023-06-01" },
    body: JSON.stringify({ q: 1, key: other }),
  });
  assertEquals(await response.text(), "no such key: [redacted]");
  assertEquals(await verifyCassette(sample.path), []);
});

Deno.test("a key of a known shape goes also where no header has it", async () => {
  await using sample = await imported({ "a.json": vcrpy({ response: { body: { string: `{"api_key":"${KEY}"}` } } }) });
  assert(!(await Deno.readTextFile(sample.path)).includes(KEY));
});

Deno.test("equal requests keep their order over several files and folders", async () => {
  using dir = tempDir();
  const files = { "b/1.json": "third", "b/2.json": "fourth", "a.yaml": "second", "z.json": "first" };
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(`${dir.path}/b`, { recursive: true });
    await Deno.writeTextFile(`${dir.path}/${name}`, JSON.stringify(vcrpy({ response: { body: { string: text } } })));
  }
  await Deno.writeTextFile(`${dir.path}/b/notes.txt`, "no recording");
  await using sample = await imported([`${dir.path}/z.json`, `${dir.path}/a.yaml`, `${dir.path}/b`]);
  for (const text of ["first", "second", "third", "fourth"]) {
    assertEquals(await (await sample.tape.fetch(URL_OF, { method: "POST", body: "{}" })).text(), text);
  }
  const times = (await recordsOf(sample.path)).map(({ at }) => at);
  assertEquals(times, [0, 1, 2, 3].map((ms) => `1970-01-01T00:00:00.00${ms}Z`));
  await Deno.mkdir(`${dir.path}/empty`);
  await assertRejects(() => imported([`${dir.path}/empty`]), UserError, "has no .yaml, .yml, .json, .har or .zz file");
  await assertRejects(() => imported([`${dir.path}/missing`]), UserError, "cannot be read");
});

Deno.test("adding the same file again records it anew and does not double it", async () => {
  using dir = tempDir();
  const [from, out] = [`${dir.path}/a.json`, `${dir.path}/tape.jsonl`];
  await Deno.writeTextFile(from, JSON.stringify(vcrpy({}, { response: { body: { string: "again" } } })));
  const options = { out, existing: "append", env: false } as const;
  await importCassette([from], options);
  await importCassette([from], options);
  assertEquals((await recordsOf(out)).map(({ replaces }) => replaces ?? false), [false, false, true, false]);
  await assertRejects(() => importCassette([from], { out, env: false }), UserError, "is there already (--append");
  const own = `${dir.path}/copy.json`;
  await Deno.copyFile(out, own);
  await assertRejects(() => importCassette([own], { out: `${out}2`, env: false }), UserError, "a cassette of Tapedeck");
  const nowhere = `${dir.path}/none/tape.jsonl`;
  const error = await assertRejects(() => importCassette([from], { out: nowhere, env: false }), UserError);
  assertEquals(
    error.message,
    `Cannot import as the tape cannot be written (its folder is not there): current value is "${nowhere}"`,
  );
  await assertRejects(() => importCassette([from], { ...options, recordedAt: "noon" }), UserError, "must be a time");
});

Deno.test("nothing is written when something is broken", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/a.json`, JSON.stringify(vcrpy({}, { request: { uri: "nowhere" } })));
  await Deno.writeTextFile(`${dir.path}/b.json`, "[1, 2]");
  const paths = [`${dir.path}/a.json`, `${dir.path}/b.json`];
  const error = await assertRejects(() => importCassette(paths, { out: `${dir.path}/t.jsonl` }), UserError);
  assertStringIncludes(error.message, "2 things in them are broken");
  assertStringIncludes(
    error.message,
    'a.json: interactions/1: request/url: expected an http or https URL, received "nowhere"',
  );
  assertStringIncludes(error.message, "Cannot import the file as it is not a vcrpy cassette");
  assertEquals(Array.from(Deno.readDirSync(dir.path)).length, 2);
  const report = await importCassette(paths, { out: `${dir.path}/t.jsonl`, skipBroken: true, env: false });
  assertEquals([report.interactions, report.broken.length], [1, 2]);
});

Deno.test("a body is inflated where its headers say that it is compressed, and it is", async () => {
  const packed = new Uint8Array(gzipSync("packed"));
  const base64 = btoa(String.fromCharCode(...packed));
  const headers = { "Content-Encoding": ["gzip"], "Content-Length": ["26"] };
  const yaml = (body: string, headers: string) =>
    `version: 1\ninteractions:\n- request: {method: GET, uri: '${URL_OF}', body: null, headers: {}}\n` +
    `  response: {status: {code: 200, message: OK}, headers: {${headers}}, body: {string: ${body}}}\n`;
  await using sample = await imported({
    "a.yaml": yaml(`!!binary ${base64}`, "content-encoding: [gzip]"),
    "b.yaml": yaml(`!!binary ${base64}`, ""),
    "c.yaml": yaml(`inflated already`, "content-encoding: [gzip], content-length: ['3']"),
    "d.json": vcrpy({ request: { method: "GET", body: null }, response: { headers, body: { string: "text" } } }),
  });
  const get = async () => new Uint8Array(await (await sample.tape.fetch(URL_OF)).arrayBuffer());
  assertEquals(new TextDecoder().decode(await get()), "packed");
  assertEquals(await get(), packed);
  assertEquals(new TextDecoder().decode(await get()), "inflated already");
  assertEquals(new TextDecoder().decode(await get()), "text");
  for (const { response } of await recordsOf(sample.path)) {
    assertEquals(response.headers["content-encoding"], undefined);
    assertEquals(response.headers["content-length"], undefined);
  }
});

Deno.test("a body that claims to be compressed and is torn is broken", async () => {
  const torn = btoa("\x1f\x8bxxxxxxxxxxxxxxxx");
  const yaml = `interactions:\n- request: {method: GET, uri: '${URL_OF}'}\n  response: {status: {code: 200}, ` +
    `headers: {content-encoding: gzip}, body: {string: !!binary ${torn}}}\n`;
  await assertRejects(() => imported({ "a.yaml": yaml }), UserError, "its body cannot be inflated (gzip: ");
});

Deno.test("a HAR's times are the recording's, without the browser's own queue", async () => {
  await using sample = await imported({
    "a.har": har({
      startedDateTime: "2026-01-02T03:04:05.000+01:00",
      time: 112.5,
      timings: { blocked: 10, dns: -1, connect: -1, send: 0.5, wait: 82, receive: 20 },
    }),
  });
  const [{ at, response }] = await recordsOf(sample.path);
  assertEquals(at, "2026-01-02T02:04:05.010Z");
  assertEquals([response.headersMs, response.cuts], [82.5, [[0, 102.5]]]);
});

Deno.test("a request that failed in the browser fails in the replay", async () => {
  const failed = (message: string) => ({
    time: 30,
    response: { status: 0, headers: [], content: {}, _error: message },
  });
  await using sample = await imported({
    "a.har": har(failed("net::ERR_CONNECTION_REFUSED"), failed("net::ERR_TIMED_OUT"), failed("net::ERR_ABORTED")),
  });
  const kinds: (string | undefined)[] = [];
  for (let call = 0; call < 3; call++) {
    const note = newNote();
    await assertRejects(() => sample.tape.fetch(URL_OF, { note }));
    kinds.push(note.failure?.kind);
    assertEquals(note.failure?.atMs, 30);
  }
  assertEquals(kinds, ["connection", "timeout", "aborted"]);
});

Deno.test("a stream that a HAR keeps as events only is made again, chunk for chunk", async () => {
  const started = Date.parse("2026-01-02T03:04:05Z") / 1000;
  await using sample = await imported({
    "a.har": har({
      startedDateTime: "2026-01-02T03:04:05Z",
      time: 900,
      timings: { receive: 800 },
      response: { status: 200, headers: [{ name: "content-type", value: "text/event-stream" }], content: { size: 0 } },
      _eventSourceMessages: [
        { time: started + 0.2, eventName: "message", eventId: "", data: "one\ntwo" },
        { time: started + 0.3, eventName: "end", eventId: "7", data: "{}" },
      ],
    }),
  });
  const { chunks } = await readChunks(await sample.tape.fetch(URL_OF));
  const texts = chunks.map((chunk) => new TextDecoder().decode(chunk));
  assertEquals(texts, ["data: one\ndata: two\n\n", "event: end\nid: 7\ndata: {}\n\n"]);
  const [{ response }] = await recordsOf(sample.path);
  assertEquals(response.cuts, [[0, 200], [21, 300]]);
  assertEquals(response.reconstructed, true);
});

Deno.test("forms, pseudo-headers and missing bodies of a HAR", async () => {
  const post = (postData: object) => ({
    request: { method: "POST", url: URL_OF, headers: [{ name: ":path", value: "/" }], postData },
  });
  const params = [{ name: "a", value: "b c" }, { name: "d", value: "é" }];
  await using sample = await imported({
    "a.har": har(post({ mimeType: "application/x-www-form-urlencoded", params })),
  });
  const body = new URLSearchParams([["a", "b c"], ["d", "é"]]).toString();
  assertEquals(await (await sample.tape.fetch(URL_OF, { method: "POST", body })).text(), "hello");

  const parts = har(post({ mimeType: "multipart/form-data", params }));
  await assertRejects(() => imported({ "a.har": parts }), UserError, "request/postData: has parts and no text");
  const lost = har({ response: { status: 200, headers: [], content: { size: 10 } } });
  await assertRejects(() => imported({ "a.har": lost }), UserError, "has 10 bytes, and the file does not hold them");
});

Deno.test("Polly.js counts equal requests in _order, and once wrote pieces in hexadecimal digits", async () => {
  const pieces = [gzipSync("packed").subarray(0, 9), gzipSync("packed").subarray(9)].map((piece) =>
    piece.toString("hex")
  );
  const entry = (order: number, content: object, headers: object[] = []) => ({
    _id: "x",
    _order: order,
    response: { status: 200, headers, content },
  });
  const encoded = [{ name: "content-encoding", value: "gzip" }];
  const file = har(
    entry(1, { text: "second" }),
    entry(2, { text: JSON.stringify(pieces), encoding: "base64" }, encoded),
    entry(0, { text: "first" }),
  );
  await using sample = await imported({ "a.har": file });
  for (const text of ["first", "second", "packed"]) assertEquals(await (await sample.tape.fetch(URL_OF)).text(), text);
});

Deno.test("nock's forms: flat headers, a compressed body in pieces, hexadecimal bodies, JSON", async () => {
  const definition = { scope: "https://api.test:443", method: "POST", path: "/v1/chat", body: "", status: 200 };
  const packed = gzipSync("packed").toString("hex");
  await using sample = await imported({
    "a.json": [
      { ...definition, response: [packed.slice(0, 10), packed.slice(10)], rawHeaders: ["Content-Encoding", "gzip"] },
      { ...definition, response: ["a", "b"], rawHeaders: ["Content-Type", "application/json"] },
      { ...definition, body: "fffe00", response: "ff00", responseIsBinary: true },
      { ...definition, body: { b: 1, a: 2 }, response: "" },
    ],
  });
  const post = async (body?: BodyInit) =>
    new Uint8Array(
      await (await sample.tape.fetch(URL_OF, { method: "POST", ...(body ? { body } : {}) })).arrayBuffer(),
    );
  const utf8 = new TextEncoder();
  assertEquals(await post(), utf8.encode("packed"));
  assertEquals(await post(), utf8.encode('["a","b"]'));
  assertEquals(await post(new Uint8Array([0xff, 0xfe, 0])), new Uint8Array([0xff, 0]));
  assertEquals(await post('{"a":2, "b":1}'), new Uint8Array());
});

Deno.test("named endpoints match wherever the server stands, and headers that were not kept can be added", async () => {
  const endpoints = { "gpt@openai": "https://api.test/v1" };
  const headers = { "anthropic-version": "2023-06-01" };
  await using sample = await imported({ "a.json": vcrpy({}) }, { endpoints, headers });
  const [record] = await recordsOf(sample.path);
  assertEquals([record.endpoint, record.request.url], ["gpt@openai", "{gpt@openai}/chat"]);
  assertEquals(await (await sample.tape.fetch(URL_OF, { method: "POST", headers, body: "{}" })).text(), "hello");
});

Deno.test("ids that an imported answer made are bound in the request that brings them back", async () => {
  const call = { id: "call_Zk3mQ9vXb7Lw2Rt8", type: "function", function: { name: "f", arguments: "{}" } };
  const first = { model: "m", messages: [{ role: "user", content: "hi" }] };
  const second = {
    model: "m",
    messages: [...first.messages, { role: "assistant", content: null, tool_calls: [call] }, {
      role: "tool",
      tool_call_id: call.id,
      content: "42",
    }],
  };
  const uri = "https://api.openai.com/v1/chat/completions";
  const answer = { id: "chatcmpl-1", choices: [{ message: { role: "assistant", content: null, tool_calls: [call] } }] };
  await using sample = await imported({
    "a.json": vcrpy(
      { request: { uri, body: JSON.stringify(first) }, response: { body: { string: JSON.stringify(answer) } } },
      { request: { uri, body: JSON.stringify(second) } },
    ),
  });
  assertEquals(Object.keys((await recordsOf(sample.path))[1].bound ?? {}).length, 2);
  await (await sample.tape.fetch(uri, { method: "POST", body: JSON.stringify(first) })).text();
  assertEquals(await (await sample.tape.fetch(uri, { method: "POST", body: JSON.stringify(second) })).text(), "hello");
});

Deno.test("no import takes the place of what it reads, or puts nothing in the place of a tape", async () => {
  using dir = tempDir();
  const [from, out, bad] = ["a.har", "tape.jsonl", "bad.json"].map((name) => `${dir.path}/${name}`);
  await Deno.writeTextFile(from, JSON.stringify(har({})));
  await Deno.writeTextFile(bad, "{}");
  for (const paths of [[from], [dir.path]]) {
    const options = { out: from, existing: "replace", env: false, skipBroken: true } as const;
    await assertRejects(() => importCassette(paths, options), UserError, "one of the files to import");
  }
  assertEquals(await Deno.readTextFile(from), JSON.stringify(har({})));
  await importCassette([from], { out, env: false });
  const before = await Deno.readTextFile(out);
  const options = { out, existing: "replace", env: false, skipBroken: true } as const;
  await assertRejects(() => importCassette([bad], options), UserError, "broken");
  assertEquals(await Deno.readTextFile(out), before);
});

Deno.test("a tape that is replaced keeps its rights, and a link to it stays one", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using dir = tempDir();
  const [from, out, link] = ["a.har", "tape.jsonl", "link.jsonl"].map((name) => `${dir.path}/${name}`);
  await Deno.writeTextFile(from, JSON.stringify(har({})));
  await importCassette([from], { out, env: false });
  await Deno.chmod(out, 0o600);
  await Deno.symlink(out, link);
  await importCassette([from], { out: link, existing: "replace", env: false });
  assertEquals([(await Deno.lstat(link)).isSymlink, (await Deno.stat(out)).mode! & 0o777], [true, 0o600]);
  assertEquals((await recordsOf(out)).length, 1);
});

Deno.test("a tape that is locked by a recorder is not replaced before it is free", async () => {
  using dir = tempDir();
  const [from, out] = [`${dir.path}/a.json`, `${dir.path}/tape.jsonl`];
  await Deno.writeTextFile(from, JSON.stringify(vcrpy({})));
  await importCassette([from], { out, env: false });
  const before = await Deno.readTextFile(out);
  const recorder = await Deno.open(out, { read: true, write: true });
  await recorder.lock(true);
  let isReplaced = false;
  const replacing = importCassette([from], { out, existing: "replace", env: false }).then(() => isReplaced = true);
  // Whoever came later and had to wait for nobody is done by now.
  for (const name of ["b", "c", "d"]) await importCassette([from], { out: `${dir.path}/${name}.jsonl`, env: false });
  assertEquals([isReplaced, await Deno.readTextFile(out)], [false, before]);
  recorder.close();
  await replacing;
  assertEquals(await verifyCassette(out), []);
});
