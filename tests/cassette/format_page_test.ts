import { assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { decodeBody, type Interaction, requestKey, type TapeRecord, verifyCassette } from "../../src/cassette/mod.ts";
import { KEYED } from "../../src/cassette/headers.ts";
import { needs } from "../support/require.ts";
import { tempDir } from "../support/temp_dir.ts";
import { recordsOf } from "./support.ts";

const page = await Deno.readTextFile(new URL("../../docs/cassette-format.md", import.meta.url));
const CAPITAL = fileURLToPath(new URL("../../docs/capital.jsonl", import.meta.url));
const python = await needs("jupyter");

/** The blocks of code on the page in one language. */
function blocks(language: string): string[] {
  return [...page.matchAll(/^```(\w+)\n(.*?)\n```$/gms)].filter(([, found]) => found === language)
    .map(([, , text]) => text);
}

/** The names in the first column of the tables between two headings. */
function namesBetween(heading: string, next: string): string[] {
  const section = page.slice(page.indexOf(`\n${heading}\n`), page.indexOf(`\n${next}\n`));
  return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
}

/** A key as the page says that it is made, without any of the tape's code. */
function hashed(text: string): string {
  return `key_${createHash("sha256").update(text, "utf8").digest("base64url").slice(0, 32)}`;
}

async function writeExample(folder: string): Promise<string> {
  const path = `${folder}/example.jsonl`;
  // Without the last newline, as an editor leaves it.
  await Deno.writeTextFile(path, blocks("jsonl").join("\n"));
  return path;
}

Deno.test("the example of the format's page is a sound cassette", async () => {
  using dir = tempDir();
  assertEquals(await verifyCassette(await writeExample(dir.path)), []);
});

Deno.test("the keys of the example are the hashes of the texts that the page shows", async () => {
  using dir = tempDir();
  const [shape, first, decision, second] = blocks("text");
  assertEquals(shape, "METHOD URL\nHEADERS\nSCOPE\nBODY");
  const keys = (await recordsOf(await writeExample(dir.path))).map(({ key }) => key);
  assertEquals(keys, [first, second, decision].map(hashed));
});

Deno.test("the headers that the pages name are those that count for a key", async () => {
  const guide = await Deno.readTextFile(new URL("../../docs/cassettes.md", import.meta.url));
  for (const [text, start, end] of [[page, "**HEADERS**", "those that"], [guide, "- the headers ", "and no others"]]) {
    const from = text.indexOf(start);
    const names = [...text.slice(from, text.indexOf(end, from)).matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
    assertEquals(names, KEYED);
  }
});

Deno.test("the rare bodies enter a key as the page says", () => {
  const parts = { method: "POST", url: "{a}/b", headers: "" };
  const key = (body: string | Uint8Array, scope?: string) => requestKey({ ...parts, body, scope });
  const said = (body: string, scope = "") => hashed(`POST {a}/b\n\n${scope}\n${body}`);
  assertEquals(key(""), said("text "));
  assertEquals(key("plain"), said("text plain"));
  assertEquals(key('{"a":"\\ud800"}'), said('text {"a":"\\ud800"}'));
  assertEquals(key("[1,"), said("text [1,"));
  assertEquals(key('{"a":9007199254740993}'), said('json {"a":{"\\u0000number":"9007199254740993"}}'));
  assertEquals(key('{"\\u0000a":1}'), said('json {"\\u0000\\u0000a":1}'));
  assertEquals(
    key(new Uint8Array([255])),
    said(`bytes ${createHash("sha256").update("\xff", "latin1").digest("hex")}`),
  );
  assertEquals(key("[]", '"a'), said("json []", '"\\"a"'));
  assertEquals(key("[]", "a\nb"), said("json []", '"a\\nb"'));
});

Deno.test("the reader in Python reads every chunk of every tape", { ignore: python.ignore }, async () => {
  using dir = tempDir();
  const paths = [await writeExample(dir.path), CAPITAL];
  const script = `${blocks("python").join("\n")}

import sys
for path in sys.argv[1:]:
    for records in read(path).values():
        for record in records:
            if record["kind"] == "http":
                print(json.dumps([[data.hex(), ms] for data, ms in chunks(record["response"])]))
`;
  const { stdout, stderr } = await new Deno.Command(python.get(), { args: ["-c", script, ...paths] }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  const read = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
  const records: TapeRecord[] = (await Promise.all(paths.map(recordsOf))).flat();
  assertEquals(read, records.filter((record): record is Interaction => record.kind === "http").map(chunksOf));
});

/** What the page says that a chunk is, once more. */
function chunksOf({ response }: Interaction): [hex: string, ms: number][] {
  const bytes = decodeBody(response!.body);
  const { cuts } = response!;
  return cuts.map(([start, ms], i) => [bytes.slice(start, cuts[i + 1]?.[0]).toHex(), ms]);
}

Deno.test("the page has every field of the schema, in its order", async () => {
  const schema = JSON.parse(await Deno.readTextFile(new URL("../../cassettes/SCHEMA.json", import.meta.url)));
  const [header, interaction, decision] = schema.oneOf.map((one: { properties: object }) =>
    Object.keys(one.properties)
  );
  assertEquals(namesBetween("## The header", "## An interaction"), header);
  const response = Object.keys(schema.oneOf[1].properties.response.properties);
  assertEquals(namesBetween("## An interaction", "### Bodies"), [...interaction, ...response]);
  const ofDecision = page.slice(page.indexOf("\n## A decision\n"), page.indexOf("\n## The key\n"));
  for (const name of decision) assertStringIncludes(ofDecision, `\`${name}\``);
});
