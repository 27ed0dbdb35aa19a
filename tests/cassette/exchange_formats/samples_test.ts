import { assert, assertEquals } from "@std/assert";
import { canonicalJson } from "../../../src/base/mod.ts";
import { verifyCassette } from "../../../src/cassette/mod.ts";
import { recordsOf } from "../support.ts";
import { bytesOf, callAgain, imported, type SampleCall, samplePath, sampleTraffic } from "./support.ts";

/** How a program's file differs from what it recorded, where its own format loses something. */
interface Losses {
  /** Calls that it does not keep. */
  readonly without?: (call: SampleCall) => boolean;
  /** It parses JSON, and its spelling is gone. */
  readonly parsesJson?: boolean;
  /** It does not keep a request's body of bytes. */
  readonly losesUploads?: boolean;
  /** Text in another encoding than UTF-8 is kept decoded. */
  readonly decodesText?: boolean;
  /** The parameters of a query stand in another order. */
  readonly sortsQuery?: boolean;
  /** Exchanges beside those of the calls. */
  readonly more?: number;
}

const SAMPLES: { readonly [file: string]: Losses } = {
  "vcrpy.yaml": {},
  "vcrpy.json": { without: hasBytes },
  "vcr_ruby.yml": { sortsQuery: true },
  "vcr_ruby_exact.yml": { sortsQuery: true },
  "vcr_ruby_json.json": { sortsQuery: true },
  "polly_fetch.har": { losesUploads: true },
  "polly_node_http.har": { losesUploads: true },
  "nock_back.json": { without: hasNoBody, parsesJson: true },
  "nock_back_fetch.json": { without: hasNoBody, parsesJson: true },
  "undici_snapshot.json": {},
  "chromium.har": { losesUploads: true, decodesText: true, more: 1 },
};

for (const [file, losses] of Object.entries(SAMPLES)) {
  Deno.test(`every answer of ${file} is replayed with the bytes that the server sent`, async () => {
    const calls = sampleTraffic().filter((call) => !losses.without?.(call));
    await using sample = await imported([samplePath(file)]);
    assertEquals(sample.report.interactions, calls.length + (losses.more ?? 0));
    assertEquals(sample.report.warnings, []);
    for (const { name, request, answer } of calls) {
      const asked = keptRequest(request, losses);
      const response = await callAgain(sample.tape, asked);
      assertEquals(response.status, answer.status, name);
      assertEquals(new Uint8Array(await response.arrayBuffer()), expectedBody(answer, losses), name);
      for (const kept of ["content-type", "retry-after"]) {
        assertEquals(response.headers.get(kept), answer.headers[kept] ?? null);
      }
      assertEquals(response.headers.get("content-encoding"), null, name);
    }
    assertEquals(await verifyCassette(sample.path), []);
  });
}

Deno.test("only bodies that were made again are marked", async () => {
  for (const [file, losses] of Object.entries(SAMPLES)) {
    await using sample = await imported([samplePath(file)]);
    for (const { request, response } of await recordsOf(sample.path)) {
      const isJson = response.headers["content-type"] === "application/json" && !request.url.endsWith("/gzip");
      const isLatin = request.url.endsWith("/latin");
      const isMadeAgain = (losses.parsesJson && isJson) || (losses.decodesText && isLatin) || false;
      assertEquals(response.reconstructed ?? false, isMadeAgain, `${file} ${request.url}`);
    }
  }
});

Deno.test("the samples tell when they were recorded, and those of Polly.js and Chromium how long it took", async () => {
  for (const file of Object.keys(SAMPLES)) {
    await using sample = await imported([samplePath(file)]);
    assertEquals(sample.report.undated, 0, file);
    for (const { at, response } of await recordsOf(sample.path)) {
      assert(at > "2026", `${file}: ${at}`);
      assertEquals(response.headersMs > 0, file.endsWith(".har"), file);
      assertEquals(response.cuts.length, response.bytes === 0 ? 0 : 1);
    }
  }
});

function expectedBody({ headers, body }: SampleCall["answer"], { parsesJson }: Losses): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(body);
  const isJson = headers["content-type"] === "application/json" && headers["content-encoding"] === undefined;
  if (!parsesJson || !isJson) return bytes;
  return new TextEncoder().encode(canonicalJson(JSON.parse(new TextDecoder().decode(bytes))));
}

/** The request as the program keeps it. */
function keptRequest(request: SampleCall["request"], { losesUploads, sortsQuery }: Losses): SampleCall["request"] {
  const [path, query] = request.path.split("?");
  if (losesUploads && path === "/upload") return { ...request, body: "" };
  return sortsQuery && query ? { ...request, path: `${path}?${query.split("&").sort().join("&")}` } : request;
}

/** vcrpy's JSON serializer takes no bytes, and the client inflated gzip only. */
function hasBytes({ request, answer }: SampleCall): boolean {
  return !isUtf8(bytesOf(request.body)) || !isUtf8(bytesOf(answer.body)) || answer.headers["content-encoding"] === "br";
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function hasNoBody({ answer }: SampleCall): boolean {
  return answer.status === 204;
}
