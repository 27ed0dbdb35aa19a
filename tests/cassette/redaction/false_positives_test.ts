import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { Redactor, SecretDetector, SecretScanner } from "../../../src/cassette/redaction/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import { sharedFixtures } from "../../support/fixtures.ts";

function fixtures(): string | null {
  try {
    return sharedFixtures();
  } catch {
    return null;
  }
}

const folder = fixtures();
const lenses = providerLenses();

Deno.test({
  name: "nothing in real traffic is taken for a credential, in one piece or in several",
  ignore: folder === null,
  fn() {
    const redactor = new Redactor([], new SecretDetector(lenses.flatMap(({ keyShapes }) => keyShapes)));
    const lines = gunzipSync(Deno.readFileSync(`${folder}/chat/interactions.ndjson.gz`)).toString().trim().split("\n");
    const wrong: string[] = [];
    for (const line of lines) {
      const { file, i, req, resp, headers, path } = JSON.parse(line);
      for (const text of [req, resp, path, JSON.stringify(headers)].map((text) => String(text ?? ""))) {
        if (redactor.body(Buffer.from(text), []).changed) wrong.push(`${file} ${i}: ${text.slice(0, 80)}`);
      }
    }
    assertEquals(wrong, []);
    assertEquals(lines.length >= 1300, true);
  },
});

Deno.test({
  name: "nothing in other tools' recordings, whose credentials were removed, is taken for one",
  ignore: folder === null,
  fn() {
    const scanner = new SecretScanner({ lenses, env: false });
    const found = [...Deno.readDirSync(`${folder}/vcrpy`)].flatMap(({ name }) =>
      scanner.scan(Deno.readFileSync(`${folder}/vcrpy/${name}`)).map((finding) => `${name}: ${finding.name}`)
    );
    assertEquals(found, []);
  },
});
