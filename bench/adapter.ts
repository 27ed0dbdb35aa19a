// deno-lint-ignore-file no-console
/** What a wire format adds to a replayed call: the request written, the answer read, and the whole try around both. */
import { providerRows, wireFormats } from "../src/provider/mod.ts";
import type { CallNote, ChatRequest, Cut, Endpoint, NotedFetch, WireFormat, WireResponse } from "../src/spec/mod.ts";
import { exchange } from "../src/transport/mod.ts";
import { spread } from "./_spread.ts";
import { type RecordedChat, recordedChats } from "./recorded_chats.ts";

const ROUNDS = 15;
const HEADERS = new Headers({ "content-type": "application/json" });

/** A call with everything made beforehand that a replay finds on its tape. */
interface Call {
  readonly request: ChatRequest;
  readonly endpoint: Endpoint;
  readonly response: WireResponse;
}

function callOf(format: WireFormat, { path, body, response }: RecordedChat): Call {
  const bytes = new TextEncoder().encode(response);
  const cuts: Cut[] = [[0, 10]];
  return {
    request: format.fromRequest(body, path),
    endpoint: endpointOf(format, String(body.model ?? "m")),
    response: { status: 200, headers: HEADERS, body: bytes, cuts, headersMs: 5 },
  };
}

function endpointOf({ name: wire }: WireFormat, wireModel: string): Endpoint {
  const provider = providerRows.find((row) => row.wire === wire)?.key ?? "other";
  const key = `bench/${wireModel}@${provider}`;
  const baseUrl = "http://127.0.0.1:9/v1";
  return { key, model: `bench/${wireModel}`, provider, baseUrl, wireModel, wire, price: null, credential: null };
}

/** Answers as a tape does: with the whole body at once and the recorded times in the note. */
function cannedFetch(response: WireResponse): NotedFetch {
  return (_input, init) => {
    if (init?.note !== undefined) Object.assign(init.note, { cuts: [...response.cuts], headersMs: response.headersMs });
    const body = response.body as Uint8Array<ArrayBuffer>;
    return Promise.resolve(new Response(body, { headers: response.headers }));
  };
}

/** Microseconds of a call, on average over all calls. */
async function usPerCall(calls: readonly Call[], run: (call: Call) => unknown): Promise<number> {
  const start = performance.now();
  for (const call of calls) await run(call);
  return (performance.now() - start) * 1000 / calls.length;
}

/** Prints what each format costs a call. */
export async function adapterBench(): Promise<void> {
  const { source, chats } = recordedChats();
  console.log(`${chats.length} ${source}; µs a call, the mean of all calls of a format, medians of ${ROUNDS} rounds\n`);
  console.log("| format | calls | KB of the answer | toWire | fromWire | both | the whole try, canned | aim |");
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const format of wireFormats) {
    const calls = chats.filter(({ wire }) => wire === format.name).map((chat) => callOf(format, chat));
    if (calls.length > 0) console.log(await row(format, calls));
  }
}

async function row(format: WireFormat, calls: readonly Call[]): Promise<string> {
  const write = ({ request, endpoint }: Call) => format.toWire(request, endpoint);
  const read = ({ response }: Call) => format.fromWire(response);
  const both = (call: Call) => [write(call), read(call)];
  const whole = ({ request, endpoint, response }: Call) => {
    const note: CallNote = { caller: {} };
    return exchange(request, endpoint, { wire: format, fetch: cannedFetch(response), note });
  };
  const figures: string[] = [];
  for (const run of [write, read, both, whole]) {
    const times: number[] = [];
    for (let round = 0; round < 3; round++) await usPerCall(calls, run);
    for (let round = 0; round < ROUNDS; round++) times.push(await usPerCall(calls, run));
    figures.push(spread(times));
  }
  const bytes = calls.reduce((sum, { response }) => sum + response.body.length, 0) / calls.length;
  return `| ${format.name} | ${calls.length} | ${(bytes / 1000).toFixed(1)} | ${figures.join(" | ")} | 100 |`;
}
