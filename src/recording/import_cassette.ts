import { importCassette as importBare, type ImportOptions, type ImportReport } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * Bring what other programs recorded onto a tape: vcrpy (YAML and JSON), Ruby's VCR, Polly.js, any HAR, `nock.back` and
 * snapshots of undici. `paths` are files, or folders whose .yaml, .yml, .json, .har and .zz files are read, by name.
 *
 * A tape records the exchanges as if they were made now, so they are redacted, keyed and written as any other. The bodies
 * are the bytes that a client's `fetch` would have seen; where a file holds a parsed body only, the tape gets its
 * canonical JSON (RFC 8785), marked `reconstructed`. Requests that are made several times keep their order. `at` is the
 * time in the file, else the `Date` header's, else `recordedAt`. Where a file does not tell when chunks came, a body is
 * one chunk. Redirects are recordings of their own, as those programs kept them.
 *
 * @throws {UserError} when a file is of no known format, an entry is broken (and `skipBroken` is not set), the tape is
 * there already (and `existing` is not set), or it cannot be written. Nothing has been written then, unless the disk
 * failed while `append` was on its way.
 *
 * @example From a nock fixture
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { importCassette, openCassette } from "@tapedeck/tapedeck";
 *
 * const folder = await Deno.makeTempDir();
 * const fixture = [{ scope: "https://example.com:443", method: "GET", path: "/greeting", status: 200, response: "hello" }];
 * await Deno.writeTextFile(`${folder}/nock.json`, JSON.stringify(fixture));
 * const report = await importCassette([`${folder}/nock.json`], { out: `${folder}/tape.jsonl` });
 * assertEquals(report.interactions, 1);
 *
 * await using tape = await openCassette(`${folder}/tape.jsonl`, { keepNetwork: true });
 * assertEquals(await (await tape.fetch("https://example.com/greeting")).text(), "hello");
 * ```
 */
export function importCassette(paths: readonly string[], options: ImportOptions): Promise<ImportReport> {
  return importBare(paths, { lenses: providerLenses(), ...options });
}
