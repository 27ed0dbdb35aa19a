import { fileSize, UserError, wireOfPath } from "../../base/mod.ts";
import { wireFormats } from "../../provider/mod.ts";
import { describeInteractions } from "../../recording/mod.ts";
import type { Attempt, ChatRequest, JsonObject } from "../../spec/mod.ts";

/** A larger tape takes longer to read than its requests are worth. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The requests of a sweep's rows as its tape has them (up to 64 MiB), as `counterfactual` takes them: with their tools,
 * schemas, images and limits, of which rows say nothing. Where there is no such tape, or none that can be read, no
 * request is known.
 */
export async function tapeRequests(path: string): Promise<(attempt: Attempt) => ChatRequest | null> {
  const requests = new Map<string, ChatRequest>();
  const bytes = await fileSize(path);
  if (bytes === 0 || bytes > MOST_BYTES) return () => null;
  try {
    for (const { record: { scope, request } } of describeInteractions(path, {})) {
      // The scope of a sweep's recording is its cell's id and the number of the try.
      const cell = scope?.split("/", 1)[0];
      if (cell === undefined || requests.has(cell)) continue;
      const read = readRequest(request.url, request.body !== null && "json" in request.body ? request.body.json : null);
      if (read !== null) requests.set(cell, read);
    }
  } catch (error) {
    // Rows alone do: a tape that has changed since is no reason to know nothing.
    if (!(error instanceof UserError)) throw error;
  }
  return ({ cellId }) => requests.get(cellId) ?? null;
}

function readRequest(url: string, body: unknown): ChatRequest | null {
  const wire = wireOfPath(url);
  const format = wireFormats.find(({ name }) => name === wire);
  if (format === undefined || typeof body !== "object" || body === null || Array.isArray(body)) return null;
  return format.fromRequest(body as JsonObject, url.slice(url.indexOf("}") + 1));
}
