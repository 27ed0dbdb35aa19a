import { assert, assertEquals } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { canonicalJson } from "../../../src/base/mod.ts";
import { verifyCassette } from "../../../src/cassette/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { sharedFixtures } from "../../support/fixtures.ts";
import { recordsOf } from "../support.ts";
import { imported } from "./support.ts";

/** What one interaction of a file says, read by another way. */
interface Expected {
  readonly uri: string;
  readonly init: { readonly method: string; readonly headers: [string, string][]; readonly body?: string };
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly isParsed: boolean;
}

const files = fixtureFiles();

Deno.test({
  name: "all 64 cassettes of vcrpy are imported, and replay the status and the bytes that each file holds",
  ignore: files.length === 0,
  async fn() {
    assertEquals(files.length, 64);
    for (const file of files) {
      const expected = readByHand(file);
      await using sample = await imported([file]);
      assertEquals(sample.report.interactions, expected.length, file);
      assertEquals(await verifyCassette(sample.path), [], file);
      const records = await recordsOf(sample.path);
      for (const [index, { uri, init, status, body, isParsed }] of expected.entries()) {
        const response = await sample.tape.fetch(uri, init);
        assertEquals(response.status, status, file);
        assertEquals(new Uint8Array(await response.arrayBuffer()), body, `${file} ${index}`);
        assertEquals(records[index].response.reconstructed ?? false, isParsed, `${file} ${index}`);
      }
      assertEquals(sample.tape.summary.unplayed, 0, file);
    }
  },
});

Deno.test({
  name: "all of them go onto one tape, where equal requests play their answers in the order of the files",
  ignore: files.length === 0,
  async fn() {
    const expected = files.flatMap(readByHand);
    await using sample = await imported([`${sharedFixtures()}/vcrpy`]);
    assertEquals(sample.report.files.length, 64);
    assertEquals(sample.report.interactions, expected.length);
    assertEquals(sample.report.refused, []);
    assertEquals(sample.report.reconstructed, expected.filter(({ isParsed }) => isParsed).length);
    for (const { uri, init, status, body } of expected) {
      const response = await sample.tape.fetch(uri, init);
      assertEquals(response.status, status);
      assertEquals(new Uint8Array(await response.arrayBuffer()), body, uri);
    }
    assertEquals(sample.tape.summary.unplayed, 0);
  },
});

Deno.test({
  name: "two of them have lines torn out by hand: the damaged header is left out and told, with its line",
  ignore: files.length === 0,
  async fn() {
    await using sample = await imported(files);
    const { warnings } = sample.report;
    assertEquals(new Set(warnings.map(({ path }) => path)).size, 2);
    for (const { reason } of warnings) assert(/^line \d+: the header "openai-version" is damaged/.test(reason), reason);
  },
});

function fixtureFiles(): string[] {
  try {
    const folder = `${sharedFixtures()}/vcrpy`;
    return Array.from(Deno.readDirSync(folder), ({ name }) => `${folder}/${name}`).sort();
  } catch {
    return [];
  }
}

function readByHand(file: string): Expected[] {
  // The lines that somebody left behind when cookies were cut out of two files.
  const text = Deno.readTextFileSync(file).replace(/^ {8}HttpOnly; Secure; Path=\/;.*\n {8}\S+ GMT\n/gm, "");
  // Not by YAML 1.1, for which the name `n` is a truth value.
  // deno-lint-ignore no-explicit-any
  const { interactions } = parse(text, { schema: "core", customTags: ["binary"] }) as { interactions: any[] };
  return interactions.map(({ request, response }) => {
    const isParsed = response.body === undefined;
    const asked = request.body ?? (request.parsed_body === undefined ? undefined : JSON.stringify(request.parsed_body));
    return {
      uri: request.uri,
      init: {
        method: request.method,
        headers: Object.entries(request.headers).flatMap(([name, values]) =>
          (values as (string | Uint8Array)[]).map((value): [string, string] => [
            name,
            typeof value === "string" ? value : new TextDecoder().decode(value),
          ])
        ),
        ...(asked === undefined || asked === null ? {} : { body: asked }),
      },
      status: response.status.code,
      body: isParsed ? utf8(canonicalJson(response.parsed_body as JsonValue)) : storedBytes(response.body.string),
      isParsed,
    };
  });
}

/** gzip is the only coding among them. */
function storedBytes(string: string | Uint8Array): Uint8Array<ArrayBuffer> {
  if (typeof string === "string") return utf8(string);
  return new Uint8Array(string[0] === 0x1f && string[1] === 0x8b ? gunzipSync(string) : string);
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
