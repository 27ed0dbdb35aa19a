import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { parse as parseYaml } from "yaml";
import { UserError } from "../../../src/base/mod.ts";
import { Redactor, scanFiles, scrubFile, SecretDetector, verifyCassette } from "../../../src/cassette/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import { fakeNetwork, newNote, noNetwork, recordTape, replayTape, tempFolder, tempTape } from "../support.ts";
import { canaries } from "./canaries.ts";
import { CanaryReader } from "./canary_reader.ts";

const options = { lenses: providerLenses(), env: false } as const;
const KEY = canaries().find(({ name }) => name === "openai-project-key")!.secret;
const TOKEN = "q7TzX2lm9KcVw4Rb8NdYs5";

/** A cassette as a version that knew no shapes would have recorded it. */
async function leakyTape(path: string): Promise<void> {
  const event = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
  const bodies = [
    `{"error":{"message":"Bad key ${KEY}"}}`,
    KEY.match(/.{1,4}/g)!.map(event).join(""),
    new Uint8Array([255, ...Buffer.from(KEY), 254]),
    "nothing to see",
  ];
  await using recorder = await recordTape(path, { env: false, fetch: fakeNetwork(() => new Response(bodies.shift())) });
  for (let i = 0; i < 4; i++) await (await recorder.fetch("http://h/", ask(i))).bytes();
  await recorder.decide("s", "n", () => ({ choice: { a: 1 }, reason: "so" }));
}

const ask = (i: number) => ({
  method: "POST",
  body: JSON.stringify({ i, secret: i === 1 ? `use ${KEY}` : "no" }),
  note: newNote(),
});

Deno.test("a cassette that is scrubbed is sound, has no credential, and answers the same requests", async () => {
  await using tape = await tempTape();
  // A recorder without lenses does not know the shape.
  await leakyTape(tape.path);
  const before = await scanFiles([tape.path], options);
  assert(before.findings.length >= 4, `${before.findings.length}`);
  const report = await scrubFile(tape.path, options);
  assertEquals([report.replaced, report.isCassette], [before.findings.length, true]);
  assertEquals((await scanFiles([tape.path], options)).findings, []);
  assertEquals(await verifyCassette(tape.path), []);
  const reader = new CanaryReader(KEY);
  for (const line of (await Deno.readTextFile(tape.path)).split("\n")) assertFalse(reader.reads(line));
  await using player = await replayTape(tape.path, { ...options, fetch: noNetwork });
  assertEquals(await (await player.fetch("http://h/", ask(0))).json(), { error: { message: "Bad key [redacted]" } });
  assertEquals((await (await player.fetch("http://h/", ask(1))).text()).includes("[redacted]"), true);
  assertEquals(await (await player.fetch("http://h/", ask(3))).text(), "nothing to see");
});

Deno.test("scrubbing what is clean changes nothing", async () => {
  await using tape = await tempTape();
  await leakyTape(tape.path);
  await scrubFile(tape.path, options);
  const once = await Deno.readTextFile(tape.path);
  assertEquals((await scrubFile(tape.path, options)).replaced, 0);
  assertEquals(await Deno.readTextFile(tape.path), once);
});

Deno.test("a clean cassette of older rules is told to have gone through the present ones", async () => {
  await using temp = await tempFolder();
  const path = `${temp.path}/tape.jsonl`;
  const header = { tapedeck: 2, created: "2026-01-01T00:00:00.000Z", recorder: "test", redaction: 1 };
  await Deno.writeTextFile(path, JSON.stringify(header) + "\n");
  assertEquals((await scrubFile(path, { env: false })).replaced, 0);
  assertEquals(JSON.parse(await Deno.readTextFile(path)).redaction, 2);
});

Deno.test("JSON and YAML of other tools stay what they are", async () => {
  await using folder = await tempFolder();
  const har = {
    log: {
      entries: [{
        request: {
          headers: [{ name: "x-api-key", value: TOKEN }],
          text: Buffer.from(`{"k":"${KEY}"}`).toString("base64"),
        },
      }],
    },
  };
  const yaml =
    `interactions:\n- request:\n    headers:\n      x-api-key:\n      - ${TOKEN}\n    body: '{"key": "${KEY}"}'\n    uri: https://h/?access_token=${TOKEN}\n`;
  await Deno.writeTextFile(`${folder.path}/a.har`, JSON.stringify(har, null, 2));
  await Deno.writeTextFile(`${folder.path}/b.yaml`, yaml);
  for (const name of ["a.har", "b.yaml"]) {
    const path = `${folder.path}/${name}`;
    const found = (await scanFiles([path], options)).findings.length;
    assertEquals((await scrubFile(path, options)).replaced, found);
    assertEquals((await scanFiles([path], options)).findings, []);
  }
  const { headers: [header], text } =
    JSON.parse(await Deno.readTextFile(`${folder.path}/a.har`)).log.entries[0].request;
  assertEquals([header.value, atob(text)], ["[redacted]", '{"k":"[redacted]"}']);
  const { request } = parseYaml(await Deno.readTextFile(`${folder.path}/b.yaml`)).interactions[0];
  assertEquals(request.headers["x-api-key"], ["[redacted]"]);
  assertEquals([JSON.parse(request.body).key, request.uri], ["[redacted]", "https://h/?access_token=[redacted]"]);
});

Deno.test("a copy is written beside, and the file itself stays", async () => {
  await using folder = await tempFolder();
  const [path, output] = [`${folder.path}/.env`, `${folder.path}/clean.env`];
  await Deno.writeTextFile(path, `OPENAI_API_KEY=${KEY}\nNAME=x\n`);
  assertEquals(await scrubFile(path, { ...options, output }), { replaced: 1, output, isCassette: false });
  assertEquals(await Deno.readTextFile(output), "OPENAI_API_KEY=[redacted]\nNAME=x\n");
  assert((await Deno.readTextFile(path)).includes(KEY));
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name).sort(), [".env", "clean.env"]);
});

Deno.test("a link is followed to what it names, whose rights stay; a second name of the file is refused", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await tempFolder();
  const [path, link, hard] = ["a.txt", "link.txt", "hard.txt"].map((name) => `${folder.path}/${name}`);
  await Deno.writeTextFile(path, KEY);
  await Deno.chmod(path, 0o660);
  await Deno.symlink(path, link);
  assertEquals((await scrubFile(link, options)).replaced, 1);
  assertEquals(await Deno.readTextFile(path), "[redacted]");
  assertEquals([(await Deno.lstat(link)).isSymlink, (await Deno.stat(path)).mode! & 0o777], [true, 0o660]);
  await Deno.writeTextFile(path, KEY);
  await Deno.link(path, hard);
  await assertRejects(() => scrubFile(hard, options), UserError, "2 names");
});

Deno.test(
  "a copy has the rights of its file, and takes the place of no other",
  { ignore: Deno.build.os === "windows" },
  async () => {
    await using folder = await tempFolder();
    const [path, output] = [`${folder.path}/a.txt`, `${folder.path}/b.txt`];
    await Deno.writeTextFile(path, KEY);
    await Deno.chmod(path, 0o600);
    await scrubFile(path, { ...options, output });
    assertEquals((await Deno.stat(output)).mode! & 0o777, 0o600);
    await assertRejects(() => scrubFile(path, { ...options, output }), UserError, "the output is there already");
  },
);

Deno.test("a folder is scanned whole, compressed files too, without what is others'", async () => {
  await using folder = await tempFolder();
  await Deno.mkdir(`${folder.path}/a/node_modules`, { recursive: true });
  await Deno.writeTextFile(`${folder.path}/a/node_modules/x.js`, KEY);
  await Deno.writeTextFile(`${folder.path}/a/x.txt`, `1\n${KEY}`);
  await Deno.writeFile(`${folder.path}/b.json.gz`, gzipSync(Buffer.from(`\n\n"${KEY}"`)));
  await Deno.writeTextFile(`${folder.path}/c.md`, "clean");
  const { files, findings } = await scanFiles([folder.path], options);
  assertEquals(files, 3);
  assertEquals(findings.map(({ path, line }) => [path.slice(folder.path.length), line]), [["/a/x.txt", 2], [
    "/b.json.gz",
    3,
  ]]);
});

Deno.test("what cannot be read, or cleaned, is said, and the file is left as it was", async () => {
  await using folder = await tempFolder();
  await assertRejects(() => scanFiles([`${folder.path}/none`], options), UserError, "Cannot scan");
  await assertRejects(() => scrubFile(`${folder.path}/none`, options), UserError, "Cannot scrub");
  const path = `${folder.path}/x.gz`;
  await Deno.writeFile(path, gzipSync(Buffer.from(KEY)));
  await assertRejects(() => scrubFile(path, options), UserError, "unpack it first");
  const stubborn = `${folder.path}/y.txt`;
  await Deno.writeTextFile(stubborn, "a redacted] b");
  const secrets = [{ name: "stubborn", value: "redacted]" }];
  await assertRejects(
    () => scrubFile(stubborn, { ...options, secrets }),
    UserError,
    "could not be replaced (stubborn, line 1)",
  );
  assertEquals(await Deno.readTextFile(stubborn), "a redacted] b");
  const broken = `${folder.path}/z.jsonl`;
  await Deno.writeTextFile(broken, `{"tapedeck":2,"created":"x","recorder":"x","redaction":1}\nnot JSON ${KEY}\n`);
  await assertRejects(() => scrubFile(broken, options), UserError, "line 2 is no interaction");
});

Deno.test("a redactor with a detector replaces what nobody told it of", () => {
  const redactor = new Redactor([], new SecretDetector(providerLenses().flatMap(({ keyShapes }) => keyShapes)));
  assertEquals(redactor.text(`no such key: ${KEY}`), "no such key: [redacted]");
  assertEquals(redactor.json({ api_key: "x", a: [`Bearer ${TOKEN}`] }), { api_key: "x", a: ["Bearer [redacted]"] });
  assert(redactor.finds(`{"api_key":"${TOKEN}"}`));
});
