import { passThrough } from "../../base/mod.ts";
import type { ChatRequest, Clock, FaultResponse, JsonObject, Refusal } from "../../spec/mod.ts";
import { isObject, textOrNull } from "../_read.ts";
import { rowOf } from "../table/mod.ts";
import { wireFormat } from "../wire_format.ts";
import type { SimulatedRequest } from "./create_simulated.ts";
import { aborted, type BodyEnd, type Delivery, streamBody, untilBegun, untilWritten } from "./_deliver.ts";
import { draw, randomOf } from "./_draws.ts";
import { embed } from "./_embed.ts";
import { EndpointState } from "./_endpoint_state.ts";
import { makeAnswer, requestHash } from "./_make_answer.ts";
import type { RateState } from "./_rate_limiter.ts";
import { type AnswerFacts, type Door, type DoorError, doorOf, type Route, type StreamPiece } from "./doors/mod.ts";
import type { SimulatedAnswer } from "./simulated_answer.ts";
import type { SimulatedEndpoint, SimulatedFailure } from "./simulated_endpoint.ts";

/** Of those, the older half is forgotten. */
const MOST_REQUESTS = 20_000;
const SIMULATED = { "x-simulated": "true" };
const CLOSING = 503;
/** How long one waits who comes while too many are in. */
const CROWDED_MS = 1000;

/** A request on its way through the server. */
interface Visit {
  readonly door: Door;
  readonly url: URL;
  readonly startMs: number;
  /** What will be noted of it. */
  readonly note: { -readonly [name in keyof SimulatedRequest]: SimulatedRequest[name] };
}

/** A visit that has found its endpoint. */
interface Call extends Visit {
  readonly body: JsonObject;
  readonly state: EndpointState;
  readonly rate: RateState | null;
}

type Asked = Extract<Route, { readonly kind: "chat" | "embeddings" }>;

/** Finds the endpoint of a request, applies its laws in their order, and writes the answer in the format of the door. */
export class SimulatedCore {
  readonly closing = new AbortController();
  readonly requests: SimulatedRequest[] = [];
  readonly #seed: string;
  readonly #clock: Clock;
  readonly #endpoints: readonly SimulatedEndpoint[];
  readonly #states: ReadonlyMap<string, EndpointState>;

  constructor(options: { seed: string; endpoints: readonly SimulatedEndpoint[]; clock: Clock }) {
    this.#seed = options.seed;
    this.#clock = options.clock;
    this.#endpoints = options.endpoints;
    this.#states = new Map(options.endpoints.map((one) => [one.model, new EndpointState(one, options)]));
  }

  async handle(request: Request): Promise<Response> {
    const startMs = this.#clock.nowMs();
    const url = new URL(request.url);
    const { door, path } = doorOf(url.pathname, request.headers);
    const note = { model: null, wire: door.wire, path, status: 0, stream: false, problem: null };
    const { signal } = this.closing;
    const visit: Visit = { door, url, startMs, note };
    const response = await this.#route(request, visit).catch((error) => {
      if (signal.aborted) return new Response(null, { status: CLOSING, headers: SIMULATED });
      throw error;
    });
    note.status = response.status;
    this.requests.push(note);
    if (this.requests.length > MOST_REQUESTS) this.requests.splice(0, MOST_REQUESTS / 2);
    return response;
  }

  async #route(request: Request, visit: Visit): Promise<Response> {
    const { door, note, url } = visit;
    const route: Route | null = note.path === "/health"
      ? { kind: "said", text: '{"status":"ok","simulated":true}', type: "application/json" }
      : door.route(request.method, note.path);
    if (route === null) return refuse(visit, { kind: "no_route", path: note.path });
    switch (route.kind) {
      case "said":
        return new Response(route.text, { headers: { ...SIMULATED, "content-type": route.type } });
      case "models":
        return Response.json(door.models(this.#endpoints, url.searchParams), { headers: SIMULATED });
      case "model": {
        const state = this.#find(route.model ?? modelIn(await readBody(request)), visit);
        return state === null ? noModel(visit) : Response.json(door.model(state.endpoint), { headers: SIMULATED });
      }
      default:
        return await this.#call(request, { visit, asked: route });
    }
  }

  async #call(request: Request, { visit, asked }: { visit: Visit; asked: Asked }): Promise<Response> {
    const { door, note } = visit;
    const body = await readBody(request);
    if (body === null) return refuse(visit, { kind: "no_json" });
    const state = this.#find(asked.model ?? modelIn(body), visit);
    if (state === null) return noModel(visit);
    const isChat = (state.endpoint.kind ?? "chat") === "chat";
    if (isChat !== (asked.kind === "chat")) {
      return refuse(visit, { kind: "invalid", parameter: "model", reason: `it does no ${asked.kind}` });
    }
    const rate = state.admit();
    const call: Call = { ...visit, body, state, rate };
    if (rate?.isAdmitted === false) return this.#refusal(call, { kind: "rate_limit", afterMs: rate.resetMs });
    const leave = state.enter();
    if (leave === null) return this.#refusal(call, { kind: "rate_limit", afterMs: CROWDED_MS });
    const isEmbedding = asked.kind === "embeddings";
    if (!isEmbedding) note.stream = asked.stream ?? door.isStream(body);
    try {
      const response = await (isEmbedding ? this.#embeddings(call) : this.#chat(call));
      return state.isCrowdable
        ? passThrough(response, { chunk: () => {}, end: leave, error: leave, cancel: leave })
        : response;
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #chat(call: Call): Promise<Response> {
    const { door, body, note, state, url } = call;
    const problem = door.problem(body);
    if (problem !== null) return refuse(call, problem);
    const path = `${note.path}${url.search}`;
    const read: ChatRequest = { ...wireFormat(door.wire).fromRequest(body, path), stream: note.stream };
    const request = door.meant?.(read) ?? read;
    const hash = requestHash(request);
    const nth = state.occurrence(hash);
    const failure = state.failure(hash, nth);
    note.problem = failure?.kind ?? null;
    const refusal = failure === null ? null : refusalOf(failure, note.stream);
    if (refusal !== null) return this.#refusal(call, refusal);
    await this.#stall(failure);
    const tellsReasoning = door.tellsReasoning(request.reasoningText);
    const answer = makeAnswer(request, { state, seed: this.#seed, hash, nth, tellsReasoning });
    if ("kind" in answer) return refuse(call, answer);
    const delivery = this.#delivery(call, { hash, nth });
    return await this.#deliver(call, { answer, delivery, failure });
  }

  async #deliver(
    call: Call,
    { answer, delivery, failure }: { answer: SimulatedAnswer; delivery: Delivery; failure: SimulatedFailure | null },
  ): Promise<Response> {
    const { door, body, note, url } = call;
    const tokens = answer.usage.outputTokens;
    const facts: AnswerFacts = {
      body,
      query: url.searchParams,
      ttftMs: delivery.ttftMs,
      writingMs: Math.max(0, tokens - 1) * delivery.msPerToken,
    };
    const headers = { ...SIMULATED, ...door.headers(answer.id), ...this.#rateHeaders(call) };
    if (note.stream) {
      const pieces = withFailure(door.stream(answer, facts), failure?.kind, () => {
        return door.streamError(errorsOf(door).streamError(), facts);
      });
      await untilBegun(delivery);
      const stream = streamBody(pieces, { ...delivery, end: endOf(failure) });
      return new Response(stream, { headers: { ...headers, "content-type": door.streamType(facts) } });
    }
    await untilWritten(tokens, delivery);
    return plainResponse(JSON.stringify(door.plain(answer, facts)), { headers, failure, delivery });
  }

  async #embeddings(call: Call): Promise<Response> {
    const { door, body, state, note } = call;
    const asked = door.embeddingAsked(body);
    if (asked === null) return refuse(call, { kind: "invalid", parameter: "input", reason: "there is no text in it" });
    const embedded = embed(asked, { endpoint: state.endpoint, seed: this.#seed });
    if ("kind" in embedded) return refuse(call, embedded);
    const { hash } = embedded;
    const nth = state.occurrence(hash);
    const failure = state.failure(hash, nth);
    note.problem = failure?.kind ?? null;
    const refusal = failure === null ? null : refusalOf(failure, false);
    if (refusal !== null) return this.#refusal(call, refusal);
    await this.#stall(failure);
    const delivery = this.#delivery(call, { hash, nth });
    await untilBegun(delivery);
    const headers = { ...SIMULATED, ...door.headers(hash.slice(-24)), ...this.#rateHeaders(call) };
    return plainResponse(JSON.stringify(door.embeddings(embedded, body)), { headers, failure, delivery });
  }

  /** Says nothing any more, where that is the failure. */
  async #stall(failure: SimulatedFailure | null): Promise<void> {
    if (failure?.kind !== "stall" || failure.at !== "headers") return;
    await aborted(this.closing.signal);
    this.closing.signal.throwIfAborted();
  }

  /** The endpoint of a name, which some clients write with their own additions. */
  #find(name: string | null, { note }: Visit): EndpointState | null {
    note.model = name?.replace(/^models\//, "").replace(/:latest$/, "") ?? null;
    return this.#states.get(note.model ?? "") ?? null;
  }

  #delivery({ startMs, state }: Call, { hash, nth }: { hash: string; nth: number }): Delivery {
    const { model, latency } = state.endpoint;
    const drawn = (name: string) => randomOf(this.#seed, model, name, hash, nth);
    const tokensPerSecond = latency?.tokensPerSecond === undefined
      ? Infinity
      : draw(latency.tokensPerSecond, drawn("tokensPerSecond"));
    return {
      clock: this.#clock,
      startMs,
      signal: this.closing.signal,
      ttftMs: draw(latency?.ttftMs ?? 0, drawn("ttft")),
      msPerToken: 1000 / Math.max(tokensPerSecond, 0.001),
    };
  }

  #rateHeaders({ door, rate }: Call): { readonly [name: string]: string } {
    return rate === null ? {} : door.rateHeaders(rate, this.#clock.date());
  }

  /** In the words of the provider whose format it is, with the numbers of the law. */
  #refusal(call: Call, refusal: Refusal): Response {
    const { door, note, rate } = call;
    note.problem ??= refusal.kind;
    const { status, headers, body } = errorsOf(door).refusal(refusal);
    const all: { [name: string]: string } = { ...headers, ...this.#rateHeaders(call) };
    // A moment that is named counts from the response's own date.
    if (rate !== null && "date" in headers) all.date = this.#clock.date().toUTCString();
    return written({ status, body, headers: all });
  }
}

function errorsOf(door: Door) {
  const row = rowOf(door.name);
  if (row === null) throw new Error(`there is no provider "${door.name}" in the table`);
  return row.errors;
}

function noModel(visit: Visit): Response {
  return refuse(visit, { kind: "no_model", model: visit.note.model ?? "" });
}

function refuse({ door, note }: Visit, error: DoorError): Response {
  note.problem = error.kind;
  return written(door.error(error));
}

function written({ status, headers, body }: FaultResponse): Response {
  return new Response(body, { status, headers: { ...headers, ...SIMULATED } });
}

/** A whole body, or the first half of it: cut off, or as the connection breaks. */
function plainResponse(
  text: string,
  { headers, failure, delivery }: {
    headers: { readonly [name: string]: string };
    failure: SimulatedFailure | null;
    delivery: Delivery;
  },
): Response {
  const init = { headers: { ...headers, "content-type": "application/json" } };
  if (failure === null) return new Response(text, init);
  const half = text.slice(0, text.length / 2);
  const end = endOf(failure);
  if (end === "whole") return new Response(half, init);
  return new Response(streamBody([{ text: half, tokens: 0 }], { ...delivery, end }), init);
}

function endOf(failure: SimulatedFailure | null): BodyEnd {
  return failure?.kind === "reset" || failure?.kind === "stall" ? failure.kind : "whole";
}

async function readBody(request: Request): Promise<JsonObject | null> {
  try {
    const body = await request.json();
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}

function modelIn(body: JsonObject | null): string | null {
  return textOrNull(body?.model) ?? textOrNull(body?.name);
}

/** What a failure says in place of an answer; `null` where it happens within the answer. */
function refusalOf(failure: SimulatedFailure, isStream: boolean): Refusal | null {
  switch (failure.kind) {
    case "rate_limit":
      return { kind: "rate_limit", afterMs: failure.afterMs };
    case "overloaded":
      return { kind: "overloaded" };
    case "server_error":
      return { kind: "server_error", status: failure.status ?? 500 };
    case "mid_stream":
      return isStream ? null : { kind: "server_error", status: 500 };
    default:
      return null;
  }
}

/** The first half of a stream, and what is wrong behind it. */
function withFailure(
  pieces: readonly StreamPiece[],
  kind: SimulatedFailure["kind"] | undefined,
  streamError: () => string,
): readonly StreamPiece[] {
  if (kind === undefined) return pieces;
  const half = Math.ceil(pieces.length / 2);
  const first = pieces.slice(0, half);
  if (kind === "mid_stream") return [...first, { text: streamError(), tokens: 0 }];
  if (kind !== "malformed") return first;
  const [, json, end] = /^([^]*?)(\s*)$/.exec(pieces[half].text)!;
  return [...first, { text: json.slice(0, -3) + end, tokens: 0 }];
}
