import { Buffer } from "node:buffer";
import type { z } from "zod";
import { decodeBody } from "../body.ts";
import { readHeaders } from "../headers.ts";
import type { CassetteHeader, RecordedResponse, TapeRecord } from "../interaction.ts";
import { decisionKey, requestKey } from "../key.ts";

const NEWLINE = 10;
/** Every line behind the header begins with this. */
const KEY_PREFIX = '{"key":"';

/**
 * Check a cassette line by line: its schema, every key (derived again from the recorded request and its scope), the
 * order of the cuts and their places within the body. Gives the problems, one line each; none is a sound cassette.
 *
 * @throws {Deno.errors.NotFound} and the like when the file cannot be read.
 *
 * @example A sound cassette
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openCassette, verifyCassette } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile();
 * const tape = await openCassette(path, { mode: "append", ci: "" });
 * await tape.close();
 * assertEquals(await verifyCassette(path), []);
 * ```
 */
export async function verifyCassette(path: string): Promise<string[]> {
  // Only here: schemas cost start-up time, and a replay needs none.
  const { headerSchema, recordSchema } = await import("../schema.ts");
  const problems: string[] = [];
  let header: CassetteHeader | null = null;
  let number = 0;
  for await (const { bytes, isWhole } of linesOf(path)) {
    number++;
    const say = (problem: string) => void problems.push(`line ${number}: ${problem}`);
    const text = textOf(bytes);
    if (!isWhole) say("is torn: no newline ends it");
    else if (text === null) say("is no UTF-8");
    else if (number === 1) header = checkedLine(text, headerSchema, say);
    else {
      if (!text.startsWith(KEY_PREFIX)) say(`does not begin with ${KEY_PREFIX}`);
      const record = checkedLine(text, recordSchema, say);
      if (record !== null) recordProblems(record, header).forEach(say);
    }
  }
  if (number === 0) problems.push("line 1: there is no header");
  return problems;
}

async function* linesOf(path: string): AsyncGenerator<{ bytes: Buffer; isWhole: boolean }> {
  let pieces: Uint8Array[] = [];
  const file = await Deno.open(path);
  for await (const block of file.readable) {
    let start = 0;
    for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, start)) {
      yield { bytes: Buffer.concat([...pieces, block.subarray(start, end)]), isWhole: true };
      pieces = [];
      start = end + 1;
    }
    if (start < block.length) pieces.push(block.subarray(start));
  }
  if (pieces.length > 0) yield { bytes: Buffer.concat(pieces), isWhole: false };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The line's value; `null` where it is not as it should be, which has then been said. */
function checkedLine<T>(text: string, schema: z.ZodType<T>, say: (problem: string) => void): T | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    say("is no JSON");
    return null;
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues) say(`${["", ...path].join("/") || "the whole"}: ${message}`);
  return null;
}

/** Without a header it is not known which fields count for a key. */
function recordProblems(record: TapeRecord, header: CassetteHeader | null): string[] {
  const key = header === null ? record.key : derivedKey(record, header.ignore ?? []);
  return [
    ...(key === record.key ? [] : [`/key is ${record.key} and what it is derived from gives ${key}`]),
    ...(record.kind === "http" && record.response !== undefined ? cutProblems(record.response) : []),
  ];
}

function derivedKey(record: TapeRecord, ignore: readonly string[]): string {
  if (record.kind === "decision") return decisionKey(record.scope, record.name);
  const { request, scope } = record;
  const { method, url, headers, body } = request;
  const isBytes = body !== null && "base64" in body;
  const bytes = decodeBody(body);
  return requestKey({
    method,
    url,
    headers: readHeaders(headers).keyed,
    scope,
    body: isBytes ? bytes : textOf(bytes)!,
  }, ignore);
}

function cutProblems({ cuts, bytes, body, headersMs }: RecordedResponse): string[] {
  const { length } = decodeBody(body);
  const problems: string[] = [];
  if (bytes !== undefined && bytes !== length) {
    problems.push(`/response/bytes: the body has ${length} bytes, not ${bytes}`);
  }
  let [lastOffset, lastMs] = [0, headersMs];
  cuts.forEach(([offset, ms], i) => {
    const at = `/response/cuts/${i}`;
    if (i === 0 && offset !== 0) problems.push(`${at}: the first chunk must begin at 0, not at ${offset}`);
    if (offset < lastOffset) {
      problems.push(`${at}: begins at ${offset}, before the chunk in front of it (${lastOffset})`);
    }
    if (offset > length) problems.push(`${at}: begins at ${offset}, behind the body's end (${length})`);
    if (ms < lastMs) problems.push(`${at}: came at ${ms} ms, before what is in front of it (${lastMs} ms)`);
    [lastOffset, lastMs] = [offset, ms];
  });
  if (cuts.length === 0 && length > 0) problems.push("/response/cuts: a body that is not empty has at least one chunk");
  return problems;
}
