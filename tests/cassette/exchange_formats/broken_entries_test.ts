import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { importCassette } from "../../../src/cassette/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { samplePath } from "./support.ts";

// deno-lint-ignore no-explicit-any
type Parsed = any;

/** How an entry of a sample is broken, and by what place it is named then. */
interface Broken {
  readonly file: string;
  readonly entries: (document: Parsed) => Parsed[];
  readonly damage: (entry: Parsed) => void;
  readonly place: string;
  readonly reason: string;
}

const NOWHERE = 'expected an http or https URL, received "gopher://h/"';
const nowhere = (entry: Parsed) => void (entry.request.uri = "gopher://h/");

const SAMPLES: readonly Broken[] = [
  {
    file: "vcrpy.json",
    entries: ({ interactions }) => interactions,
    damage: nowhere,
    place: "interactions/1",
    reason: NOWHERE,
  },
  {
    file: "vcr_ruby_json.json",
    entries: ({ http_interactions }) => http_interactions,
    damage: nowhere,
    place: "http_interactions/1",
    reason: NOWHERE,
  },
  {
    file: "polly_fetch.har",
    entries: ({ log }) => log.entries,
    damage: (entry) => void (entry.response.status = "fine"),
    place: "log/entries/1",
    reason: "response/status: Invalid input: expected number, received string",
  },
  {
    file: "chromium.har",
    entries: ({ log }) => log.entries,
    damage: (entry) => void delete entry.request.method,
    place: "log/entries/1",
    reason: "request/method: Invalid input: expected string, received undefined",
  },
  {
    file: "nock_back.json",
    entries: (definitions) => definitions,
    damage: (entry) => void (entry.scope = "no scope"),
    place: "1",
    reason: "scope, path: are no URL",
  },
  {
    file: "undici_snapshot.json",
    entries: (snapshots) => snapshots,
    damage: ({ snapshot }) => void (snapshot.responses[0].statusCode = 42),
    place: "1",
    reason: "received 42",
  },
];

for (const { file, entries, damage, place, reason } of SAMPLES) {
  Deno.test(`a broken entry of ${file} is named by file and number, and nothing is written unless it is left out`, async () => {
    using dir = tempDir();
    const document = JSON.parse(await Deno.readTextFile(samplePath(file)));
    const [path, out] = [`${dir.path}/${file}`, `${dir.path}/tape.jsonl`];
    await Deno.writeTextFile(path, JSON.stringify(document));
    const whole = await importCassette([path], { out: `${dir.path}/whole.jsonl`, env: false });
    damage(entries(document)[1]);
    await Deno.writeTextFile(path, JSON.stringify(document));

    const error = await assertRejects(() => importCassette([path], { out, env: false }), UserError);
    assertStringIncludes(error.message, `${path}: ${place}: `);
    assertStringIncludes(error.message, reason);
    assertEquals(await Deno.stat(out).catch(() => null), null);

    const report = await importCassette([path], { out, env: false, skipBroken: true });
    assertEquals(report.broken.map((one) => [one.path, one.place]), [[path, place]]);
    assertStringIncludes(report.broken[0].reason, reason);
    assertEquals(report.interactions, whole.interactions - 1);
  });
}
