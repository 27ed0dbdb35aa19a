import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fs from "node:fs";
import { UserError } from "../../src/base/mod.ts";
import { requestKey, verifyCassette } from "../../src/cassette/mod.ts";
import { TapeFile } from "../../src/cassette/_tape_file.ts";
import { fakeNetwork, noNetwork, recordsOf, recordTape, replayTape, tempFolder, tempTape } from "./support.ts";

const HEADER = '{"tapedeck":2,"created":"2026-01-01T00:00:00.000Z","recorder":"me","redaction":1}';

/** A line as a person might write it. */
function handmade(path: string, text: string, extra: { readonly [name: string]: unknown } = {}): string {
  const url = `http://h/${path}`;
  return JSON.stringify({
    key: requestKey({ method: "GET", url, headers: "", body: "" }),
    kind: "http",
    at: "2026-01-01T00:00:00.000Z",
    request: { method: "GET", url, headers: {}, body: null },
    response: { status: 200, statusText: "", headers: {}, headersMs: 1, cuts: [[0, 2]], body: { text } },
    ...extra,
  });
}

async function ask(path: string, name: string): Promise<string> {
  await using player = await replayTape(path, { fetch: noNetwork });
  return await (await player.fetch(`http://h/${name}`)).text();
}

Deno.test("a tape that a person wrote plays", async () => {
  await using tape = await tempTape();
  await Deno.writeTextFile(tape.path, [HEADER, handmade("a", "one"), handmade("b", "two"), ""].join("\n"));
  assertEquals([await ask(tape.path, "a"), await ask(tape.path, "b")], ["one", "two"]);
});

Deno.test("fields may stand in another order, with spaces, as long as the key comes first", async () => {
  await using tape = await tempTape();
  const { key, response, request, ...rest } = JSON.parse(handmade("a", "one"));
  const line = `{"key":"${key}", "response" : ${JSON.stringify(response)}, "request":${JSON.stringify(request)},` +
    JSON.stringify(rest).slice(1);
  await Deno.writeTextFile(tape.path, `${HEADER}\n${line}\n`);
  assertEquals(await ask(tape.path, "a"), "one");
});

Deno.test("a JSON body is its value printed without white space, however another program has written the line", async () => {
  const { key, kind, at, request } = JSON.parse(handmade("a", ""));
  const start = JSON.stringify({ key, kind, at, request }).slice(0, -1);
  const head = '"status":200,"statusText":"","headersMs":1,"cuts":[[0,2]]';
  const responses = [
    `{${head},"headers":{},"body":{"json":{"a":"\\u00e9","b":1.0,"c":[1,2]}}}`,
    `{${head},"headers":{},"body":{"json":{"a": "é", "b": 1, "c": [1, 2]}}}`,
    `{${head},"body":{"json":{"a":"é","b":1,"c":[1,2]}},"headers":{"x":"y"}}`,
    `{${head},"body":{"json":{"a":"é","b":1,"c":[1,2]}},"headers":{}}`,
  ];
  for (const response of responses) {
    await using tape = await tempTape();
    await Deno.writeTextFile(tape.path, `${HEADER}\n${start},"response":${response}}\n`);
    assertEquals(await verifyCassette(tape.path), []);
    assertEquals(await ask(tape.path, "a"), '{"a":"é","b":1,"c":[1,2]}', response);
  }
});

Deno.test("bodies that look like parts of a line do not confuse the reader", async () => {
  await using tape = await tempTape();
  const nasty = {
    a: 1,
    request: { method: "GET" },
    b: 2,
    response: { status: 500, c: [{ x: 0, response: { status: 1 } }] },
  };
  const answers = [JSON.stringify(nasty), `"${JSON.stringify(nasty)}`, '\\",\\"response\\":{\\"status\\":'];
  {
    const network = fakeNetwork(async (request) => new Response(answers[(await request.json()).turn]));
    await using recorder = await recordTape(tape.path, { fetch: network });
    for (const turn of [0, 1, 2]) {
      const body = JSON.stringify({ turn, ...nasty });
      await (await recorder.fetch("http://h/", { method: "POST", body })).text();
    }
    const failing = { method: "POST", body: JSON.stringify({ turn: 9, ...nasty }) };
    await recorder.fetch("http://h/", failing).then((response) => response.text());
  }
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  for (const turn of [0, 1, 2]) {
    const body = JSON.stringify({ turn, ...nasty });
    assertEquals(await (await player.fetch("http://h/", { method: "POST", body })).text(), answers[turn]);
  }
});

Deno.test("a tape of many lines plays in any order", async () => {
  await using tape = await tempTape();
  const lines = Array.from({ length: 3000 }, (_, i) => handmade(`${i}`, `${i} ${"x".repeat(i % 1500)}`));
  await Deno.writeTextFile(tape.path, [HEADER, ...lines, ""].join("\n"));
  await using player = await replayTape(tape.path);
  for (let i = 0; i < 3000; i++) {
    const n = i % 2 === 0 ? i : 3000 - i;
    assertEquals(await (await player.fetch(`http://h/${n}`)).text(), `${n} ${"x".repeat(n % 1500)}`);
  }
  assertEquals(player.summary.unplayed, 0);
});

Deno.test("a line of some megabytes plays", async () => {
  await using tape = await tempTape();
  const long = "ä".repeat(2_000_000);
  await Deno.writeTextFile(
    tape.path,
    [HEADER, handmade("a", "one"), handmade("b", long), handmade("c", "three"), ""].join("\n"),
  );
  assertEquals(await ask(tape.path, "b") === long, true);
  assertEquals(await ask(tape.path, "c"), "three");
});

Deno.test("a torn last line is passed over", async () => {
  await using tape = await tempTape();
  for (const torn of ["{", handmade("b", "two").slice(0, -1), handmade("b", "two").slice(0, 30), "\0\0\0"]) {
    await Deno.writeTextFile(tape.path, `${HEADER}\n${handmade("a", "one")}\n${torn}`);
    assertEquals(await ask(tape.path, "a"), "one");
    await assertRejects(() => ask(tape.path, "b"), Error, "it is not on the tape");
  }
});

Deno.test("a whole last line that an editor left without its newline plays, and the next one stands behind it", async () => {
  for (const end of ["", "\r"]) {
    await using tape = await tempTape();
    await Deno.writeTextFile(tape.path, `${HEADER}\n${handmade("a", "one")}\n${handmade("b", "two")}${end}`);
    assertEquals(await verifyCassette(tape.path), []);
    assertEquals([await ask(tape.path, "b"), await ask(tape.path, "a")], ["two", "one"]);
    const network = fakeNetwork(() => new Response("new"));
    {
      await using appender = await recordTape(tape.path, { mode: "append", fetch: network });
      assertEquals(await (await appender.fetch("http://h/b")).text(), "two");
      await (await appender.fetch("http://h/c")).text();
    }
    assertEquals((await recordsOf(tape.path)).length, 3);
    assertEquals([await ask(tape.path, "b"), await ask(tape.path, "c")], ["two", "new"]);
  }
});

Deno.test("a torn last line is cut off before the next one is written", async () => {
  for (const torn of ["", "{", handmade("b", "two").slice(0, -1), '{"key":"' + "x".repeat(200_000)]) {
    await using tape = await tempTape();
    await Deno.writeTextFile(tape.path, `${HEADER}\n${handmade("a", "one")}\n${torn}`);
    {
      await using appender = await recordTape(tape.path, {
        mode: "append",
        fetch: fakeNetwork(() => new Response("new")),
      });
      assertEquals(await (await appender.fetch("http://h/a")).text(), "one");
      await (await appender.fetch("http://h/c")).text();
    }
    assertEquals((await recordsOf(tape.path)).length, 2);
    assertEquals([await ask(tape.path, "a"), await ask(tape.path, "c")], ["one", "new"]);
  }
});

Deno.test("a torn header is written anew", async () => {
  for (const torn of ["{", '{"tapedeck"', '{"tapedeck":2,"created":"2026', HEADER]) {
    await using tape = await tempTape();
    await Deno.writeTextFile(tape.path, torn);
    {
      await using recorder = await recordTape(tape.path, { fetch: fakeNetwork(() => new Response("new")) });
      await (await recorder.fetch("http://h/c")).text();
    }
    assertEquals(await ask(tape.path, "c"), "new");
  }
});

Deno.test("a file that is no cassette is refused, and left as it is", async () => {
  const others = [
    "a,b\n1,2",
    "{}",
    "[1]",
    "not JSON\n",
    '{"a":1}\n{"b":2}',
    '{"tapedeck":"one"}\n',
    "null\nx",
    "x".repeat(200_000),
  ];
  for (const text of others) {
    await using tape = await tempTape();
    await Deno.writeTextFile(tape.path, text);
    for (const open of [replayTape, recordTape]) {
      const error = await assertRejects(
        () => open(tape.path),
        UserError,
        "Cannot open the cassette as its first line is no",
      );
      assertStringIncludes(error.message, tape.path);
      assertEquals(await Deno.readTextFile(tape.path), text);
    }
  }
});

Deno.test("a file of a newer version is refused, and left as it is", async () => {
  await using tape = await tempTape();
  const text = HEADER.replace("2", "3") + "\n{torn";
  await Deno.writeTextFile(tape.path, text);
  for (const open of [replayTape, recordTape]) {
    await assertRejects(() => open(tape.path), UserError, "format version 3 and this Tapedeck reads up to 2");
    assertEquals(await Deno.readTextFile(tape.path), text);
  }
});

Deno.test("a missing or an empty file is an error for a replay and a beginning for a recording", async () => {
  await using tape = await tempTape();
  await assertRejects(() => replayTape(tape.path), UserError, `cannot be read: current value is "${tape.path}"`);
  await Deno.writeTextFile(tape.path, "");
  await assertRejects(() => replayTape(tape.path), UserError, "the file is empty");
  await (await recordTape(tape.path)).close();
  await (await replayTape(tape.path)).close();
});

Deno.test("a place where nothing can be written is an error", async () => {
  await using folder = await tempFolder();
  for (const path of [`${folder.path}/missing/tape.jsonl`, folder.path]) {
    const error = await assertRejects(
      () => recordTape(path),
      UserError,
      "Cannot record as the cassette cannot be written",
    );
    assertStringIncludes(error.message, path);
    assertEquals(error.message.includes("its folder is not there"), path !== folder.path);
  }
  await assertRejects(() => replayTape(folder.path), UserError);
});

Deno.test("a corrupted line is named when it is needed, with its file", async () => {
  await using tape = await tempTape();
  const broken = handmade("b", "two").slice(0, -3);
  const empty = handmade("c", "three", { response: undefined });
  const lines = [HEADER, handmade("a", "one"), broken, empty, ""];
  await Deno.writeTextFile(tape.path, lines.join("\n"));
  assertEquals(await ask(tape.path, "a"), "one");
  await assertRejects(() => ask(tape.path, "b"), UserError, `line 3 is no JSON: "${tape.path}"`);
  await assertRejects(() => ask(tape.path, "c"), UserError, "line 4 is neither an interaction nor a decision");
  for (const line of ["x", '{"kind":"http"}', '{"key":', '{ "key":"a"}']) {
    await Deno.writeTextFile(tape.path, [HEADER, handmade("a", "one"), line, handmade("b", "two"), ""].join("\n"));
    await assertRejects(() => ask(tape.path, "a"), UserError, 'line 3 does not begin with {"key":"');
  }
});

Deno.test("a replay needs no right to write, and a recording without it is an error", async () => {
  await using tape = await tempTape();
  await Deno.writeTextFile(tape.path, `${HEADER}\n${handmade("a", "one")}\n`);
  const module = new URL("../../src/cassette/mod.ts", import.meta.url).href;
  const program = `
    import { openCassette } from "${module}";
    const tape = await openCassette(${JSON.stringify(tape.path)});
    console.log(await (await tape.fetch("http://h/a")).text());
    await openCassette(${JSON.stringify(tape.path)}, { mode: "append" }).catch((error) => console.log(error.message));
  `;
  const script = tape.path.replace("tape.jsonl", "program.ts");
  await Deno.writeTextFile(script, program);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--allow-read", "--deny-write", "--deny-env", script],
    stdin: "null",
  }).output();
  const [answer, refusal] = new TextDecoder().decode(stdout).split("\n");
  assertEquals(answer, "one", new TextDecoder().decode(stderr));
  assert(refusal?.startsWith("Cannot record as the cassette cannot be written"), refusal);
});

Deno.test("a line whose parts stand in another order plays the same", async () => {
  await using tape = await tempTape();
  const { failure, ...rest } = {
    ...JSON.parse(handmade("a", "half")),
    failure: { kind: "reset", message: "gone", atMs: 5 },
  };
  const { response, ...front } = rest;
  const line = JSON.stringify({ ...front, failure, response });
  await Deno.writeTextFile(tape.path, `${HEADER}\n${line}\n`);
  await assertRejects(() => ask(tape.path, "a"), TypeError, "gone");
});

Deno.test("a last line that is whole plays without its newline, however long it is", async () => {
  for (const length of [10, 1 << 17, 300_000]) {
    await using tape = await tempTape();
    await Deno.writeTextFile(tape.path, [HEADER, handmade("a", "one"), handmade("b", "x".repeat(length))].join("\n"));
    assertEquals((await ask(tape.path, "b")).length, length);
  }
});

/** Open a tape, and do something to the file before it is read for the n-th time. */
function openWhile(path: string, act: () => void, { read }: { readonly read: number }): TapeFile {
  const { readSync } = fs;
  let reads = 0;
  fs.readSync = ((...given: Parameters<typeof readSync>) => {
    if (++reads === read) act();
    return readSync(...given);
  }) as typeof readSync;
  try {
    return TapeFile.open(path);
  } finally {
    fs.readSync = readSync;
  }
}

Deno.test("a torn line that a recorder puts others in the place of is none, wherever reading the tape has come to", async () => {
  await using tape = await tempTape();
  const block = 1 << 17;
  // The torn line stands across the end of what is read at once, or is longer than that.
  for (const [before, tornLength] of [[block - 1000, 2000], [block - 1000, 3 * block], [5000, 3 * block]]) {
    const whole = `${HEADER}\n${handmade("a", "x".repeat(before - 500))}\n`;
    const torn = handmade("torn", "y".repeat(tornLength)).slice(0, tornLength);
    const others = ["b", "c", "d"].map((name) => handmade(name, "z".repeat(400)));
    for (const after of [others, [handmade("e", "z".repeat(5 * block)), ...others]]) {
      for (let read = 1; read <= 8; read++) {
        await Deno.writeTextFile(tape.path, whole + torn);
        const repair = () => Deno.writeTextFileSync(tape.path, `${whole}${after.join("\n")}\n`);
        const file = openWhile(tape.path, repair, { read });
        const seen = Array.from({ length: file.length }, (_, line) => JSON.stringify(file.record(line)));
        file.close();
        assertEquals(seen, [handmade("a", "x".repeat(before - 500)), ...after].slice(0, seen.length));
        assert(seen.length > 0);
      }
    }
  }
});
