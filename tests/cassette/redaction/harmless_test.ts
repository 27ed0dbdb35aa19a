import { assertEquals, assertStringIncludes } from "@std/assert";
import { Buffer } from "node:buffer";
import { SecretDetector, SecretScanner } from "../../../src/cassette/redaction/mod.ts";
import { scanFiles, scrubFile } from "../../../src/cassette/mod.ts";
import { verifyCassette } from "../../../src/recording/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import { fakeNetwork, noNetwork, recordTape, replayTape, tempFolder, tempTape } from "../support.ts";
import { canaries } from "./canaries.ts";

const lenses = providerLenses();
const shapes = lenses.flatMap(({ keyShapes }) => keyShapes);
/** A token of a documentation, in pieces so that no scanner takes it for one. */
const SAMPLE = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", "dozjgNryP4J3jVmNHl0w5N"].join(".");
const FILLER = [
  `AKIA${"IOSFODNN7EXAMPLE"}`,
  `sk-proj-${"x".repeat(60)}`,
  `Bearer ${"0".repeat(32)}`,
  `ghp_${"a1".repeat(10)}${"z".repeat(20)}`,
  `postgres://me:pass1${"*".repeat(8)}@db`,
];

function found(text: string, harmless: readonly string[] = []): string[] {
  const detector = new SecretDetector(shapes, harmless);
  return detector.detect(Buffer.from(text).toString("latin1")).map(({ value }) => value);
}

Deno.test("what documentation writes in place of a credential is none, as it is and encoded", () => {
  for (const text of FILLER) {
    for (const written of [text, JSON.stringify({ text }), Buffer.from(`"${text}"`).toString("base64")]) {
      assertEquals(found(written), [], written);
    }
  }
});

Deno.test("no key of the matrix is filler, and runs that stand for zeros, ones or a ruler do not make one", () => {
  for (const { text, secret } of canaries()) {
    assertEquals(found(`use ${text} now`).length > 0, true, secret.slice(0, 12));
  }
  const token = "Q7tZx2Lm9KcVw4Rb8NdY";
  for (const run of ["AAAAAAAA", "________", "--------", "zzzzzzz"]) {
    assertEquals(found(`glpat-${token}${run}`), [`glpat-${token}${run}`]);
  }
  for (const run of ["AAAAAAAA", "////////"]) {
    const pem = `-----BEGIN ${"PRIVATE KEY"}-----\n${token}${run}${token}\n-----END ${"PRIVATE KEY"}-----`;
    assertEquals(found(pem), [pem]);
  }
});

Deno.test("a harmless text is whole: a longer credential that begins like it is one", () => {
  assertEquals(found(`use ${SAMPLE} or Bearer ${SAMPLE}.`, [SAMPLE]), []);
  assertEquals(found(Buffer.from(` ${SAMPLE} `).toString("base64"), [SAMPLE]), []);
  assertEquals(found(`${SAMPLE}Q7`, [SAMPLE]), [`${SAMPLE}Q7`]);
  assertEquals(found(SAMPLE, ["eyJ"]), [SAMPLE]);
});

Deno.test("a tape leaves harmless texts and filler as they are, and a replay finds the request", async () => {
  await using tape = await tempTape();
  const text = `explain ${SAMPLE} and ${FILLER.join(" ")}`;
  const ask = { method: "POST", body: JSON.stringify({ text }) };
  const options = { env: false, lenses, harmless: [SAMPLE] } as const;
  {
    await using recorder = await recordTape(tape.path, { ...options, fetch: fakeNetwork(() => new Response(text)) });
    await (await recorder.fetch("http://h/", ask)).text();
  }
  const line = await Deno.readTextFile(tape.path);
  assertEquals(line.includes("[redacted]"), false);
  await using player = await replayTape(tape.path, { ...options, fetch: noNetwork });
  assertEquals(await (await player.fetch("http://h/", ask)).text(), text);
  assertEquals(await verifyCassette(tape.path, { harmless: [SAMPLE] }), []);
  assertEquals((await verifyCassette(tape.path)).map(({ kind }) => kind), ["secret"]);
});

Deno.test("what is known as a credential is replaced although it is harmless, or filler", async () => {
  for (const value of [SAMPLE, FILLER[0]]) {
    for (const known of [{ secrets: [value] }, { env: { MY_TOKEN: value } }, { headers: { "x-api-key": value } }]) {
      await using tape = await tempTape();
      const { headers = {}, ...given } = known as { headers?: HeadersInit };
      const options = { env: false as const, ...given, lenses, harmless: [value] };
      await using recorder = await recordTape(tape.path, { ...options, fetch: fakeNetwork(() => new Response(value)) });
      await (await recorder.fetch("http://h/", { method: "POST", headers, body: value })).text();
      await recorder.close();
      assertEquals((await Deno.readTextFile(tape.path)).includes(value), false, Object.keys(known).join());
    }
  }
});

Deno.test("scanning and scrubbing go by harmless texts too", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/a.txt`;
  const key = `glpat-${"Q7tZx2Lm9KcVw4Rb8NdY"}`;
  await Deno.writeTextFile(path, `${SAMPLE}\n${key}\n`);
  const options = { env: false, harmless: [SAMPLE] } as const;
  assertEquals((await scanFiles([path], options)).findings.map(({ line }) => line), [2]);
  assertEquals((await scrubFile(path, options)).replaced, 1);
  assertEquals(await Deno.readTextFile(path), `${SAMPLE}\n[redacted]\n`);
  const scanner = new SecretScanner({ ...options, secrets: [{ name: "mine", value: SAMPLE }] });
  assertStringIncludes(scanner.names(SAMPLE).join(), "mine");
});
