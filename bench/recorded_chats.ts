import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { wireOfPath } from "../src/base/mod.ts";
import type { JsonObject } from "../src/spec/mod.ts";

const FIXTURES = fileURLToPath(new URL("../../shared/fixtures/chat/interactions.ndjson.gz", import.meta.url));
const CASSETTE = fileURLToPath(new URL("../cassettes/quickstart.jsonl", import.meta.url));

/** One recorded chat that was answered. */
export interface RecordedChat {
  readonly wire: string;
  readonly path: string;
  readonly body: JsonObject;
  readonly response: string;
}

/** All recorded chats, and where they come from. */
export interface RecordedChats {
  readonly source: string;
  readonly chats: readonly RecordedChat[];
}

/** The recordings of real providers beside the checkout; where those are absent, the repository's own cassette. */
export function recordedChats(): RecordedChats {
  return isThere(FIXTURES)
    ? { source: "recordings of real providers", chats: [...fromFixtures()] }
    : { source: "cassettes/quickstart.jsonl", chats: [...fromCassette()] };
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function* fromFixtures(): Generator<RecordedChat> {
  const text = new TextDecoder().decode(gunzipSync(Deno.readFileSync(FIXTURES)));
  for (const line of text.trimEnd().split("\n")) {
    const { path, status, req, resp } = JSON.parse(line);
    const wire = wireOfPath(path.split("#")[0]);
    if (wire === null || status !== 200 || !req?.startsWith("{")) continue;
    yield { wire, path, body: JSON.parse(req), response: resp ?? "" };
  }
}

function* fromCassette(): Generator<RecordedChat> {
  for (const line of Deno.readTextFileSync(CASSETTE).trimEnd().split("\n")) {
    const { request, response } = JSON.parse(line);
    const text = response?.body?.text ?? JSON.stringify(response?.body?.json);
    if (typeof text !== "string" || request.body?.json === undefined) continue;
    yield { wire: "openai-chat", path: "/chat/completions", body: request.body.json, response: text };
  }
}
