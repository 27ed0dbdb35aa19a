import { canonicalJson } from "../../../src/base/mod.ts";
import { readUsage } from "../../../src/provider/openai_chat/usage.ts";
import type { JsonObject, JsonValue, Usage } from "../../../src/spec/mod.ts";

/** A recorded call whose provider said what it cost, with what the recording tells of it. */
export interface ReportedCall {
  /** Where it is recorded, for messages. */
  readonly source: string;
  readonly host: string;
  readonly requestedModel: string;
  /** As the answer names it. */
  readonly model: string;
  /** Who made the answer, as a router names it. */
  readonly provider: string | null;
  readonly reportedUsd: number;
  readonly rawUsage: JsonObject;
  readonly usage: Usage;
  /** When it was made, by the answer's own stamp; `null`: the answer has none. */
  readonly at: string | null;
  readonly request: JsonObject;
  /** All documents of the answer: one, or the events of a stream. */
  readonly answer: readonly JsonObject[];
}

interface Row {
  readonly host: string;
  readonly requested_model: string;
  readonly model: string;
  readonly provider: string | null;
  readonly reported_cost_usd: number;
  readonly usage: JsonObject;
  readonly source: string;
}

interface Interaction {
  readonly file: string;
  readonly req: string;
  readonly resp: string;
}

/** Every call of the fixtures whose provider reported its cost. */
export async function reportedCalls(fixtures: string): Promise<ReportedCall[]> {
  const rows: Row[] = jsonLines(await Deno.readTextFile(`${fixtures}/chat/provider_reported_costs.ndjson`));
  const files = new Set(rows.map(({ source }) => source));
  const recorded = new Map<string, Interaction[]>();
  for (const one of jsonLines<Interaction>(await gunzipped(`${fixtures}/chat/interactions.ndjson.gz`))) {
    if (files.has(one.file)) recorded.set(one.file, [...recorded.get(one.file) ?? [], one]);
  }
  return rows.map((row) => callOf(row, recorded.get(row.source) ?? []));
}

/** The text of a file that is zipped. */
export async function gunzipped(path: string): Promise<string> {
  const file = await Deno.open(path);
  return await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
}

function callOf(row: Row, interactions: readonly Interaction[]): ReportedCall {
  const own = interactions.map(({ req, resp }) => ({ req, answer: documentsOf(resp) }))
    .find(({ answer }) => answer.some((one) => hasUsage(one, row.usage)));
  const answer = own?.answer ?? [];
  return {
    source: row.source,
    host: row.host,
    requestedModel: row.requested_model,
    model: row.model,
    provider: row.provider,
    reportedUsd: row.reported_cost_usd,
    rawUsage: row.usage,
    usage: readUsage({ usage: row.usage, timings: null, model: row.model }).usage,
    at: madeAt(answer),
    request: asObject(parsed(own?.req ?? "")) ?? {},
    answer,
  };
}

/** Chat completions carry the usage on top, the events of the responses API within `response`. */
function hasUsage(document: JsonObject, usage: JsonObject): boolean {
  return [document.usage, asObject(document.response)?.usage].some((one) =>
    one !== undefined && canonicalJson(one) === canonicalJson(usage)
  );
}

function madeAt(answer: readonly JsonObject[]): string | null {
  for (const one of answer) {
    for (const stamp of [one.created, one.created_at, asObject(one.response)?.created_at]) {
      if (typeof stamp === "number") return new Date(stamp * 1000).toISOString();
    }
  }
  return null;
}

function documentsOf(body: string): JsonObject[] {
  const whole = asObject(parsed(body.trim()));
  if (whole !== null) return [whole];
  return [...body.matchAll(/^data: ?(\{.*)$/gm)].map(([, text]) => asObject(parsed(text)))
    .filter((one) => one !== null);
}

function jsonLines<T>(text: string): T[] {
  return text.trim().split("\n").map((line) => JSON.parse(line));
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A value as an object; `null` where it is none. */
export function asObject(value: JsonValue | undefined): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : null;
}
