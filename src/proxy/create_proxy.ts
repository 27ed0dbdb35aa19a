import { systemClock, UserError } from "../base/mod.ts";
import { BudgetExceededError, CassetteExpiredError, CassetteMissError, type Tape } from "../cassette/mod.ts";
import type { CallerFacts, CallNote, Clock, JsonValue, NotedFetch, NotedRequestInit } from "../spec/mod.ts";
import { Decisions } from "./_decisions.ts";
import { dropEncoding, dropHopByHop, forwardedHeaders } from "./_forwarded.ts";
import { oneCutAtATime } from "./_one_cut_at_a_time.ts";
import { ProxyTargets, type Target } from "./_proxy_targets.ts";
import { failureRefusal, NOT_ON_TAPE, type Refusal, refusalResponse } from "./_refusal.ts";
import { hasStrayBody, requestBody } from "./_request_body.ts";
import type { ProxyMiss, ProxyStatus } from "./proxy_status.ts";
import type { ProxyUpstream, ProxyUpstreams } from "./proxy_upstreams.ts";

/** Names the scope of a request, so that tests that run at the same time find their own answers. */
const SCOPE_HEADER = "x-tapedeck-scope";
const MOST_MISSES = 20;
const MISS_CHARS = 600;

/** What a proxy is made of. */
export interface ProxyOptions {
  /** Records and replays; whoever opened it closes it. */
  readonly tape: Tape;
  /** Where requests go. */
  readonly upstreams: ProxyUpstreams;
  /** What requests go through; the tape's own `fetch` unless given. Faults stand here. */
  readonly fetch?: NotedFetch;
  /** Told of errors that are nobody's mistake but the program's; the client gets no more than a word. */
  readonly onBug?: (error: unknown) => void;
  /** The system's clock unless given. */
  readonly clock?: Clock;
}

/** A tape behind HTTP, without a port. */
export interface Proxy {
  /**
   * Answer a request: `/NAME/…` is played or goes to the upstream of that name, `/__tapedeck/…` is the proxy's own. It
   * never rejects. `delivered` settles when the client has its answer, which counts as in flight until then.
   */
  handle(request: Request, delivered?: Promise<unknown>): Promise<Response>;
  /** What it has done so far. */
  status(): ProxyStatus;
  /** Break off the live calls in flight; they are not kept, as nobody but the proxy ended them. */
  breakOff(): void;
}

/**
 * A reverse proxy over a tape, as a function from a request to a response: what any client sends by its base URL is
 * recorded and replayed under the same keys as in the tape's own process.
 *
 * @example Replay without a port
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createProxy, openCassette, proxyUpstreams } from "@tapedeck/tapedeck";
 *
 * const endpoints = { local: "http://127.0.0.1:9/v1" };
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * await Deno.remove(path);
 * await using tape = await openCassette(path, {
 *   mode: "record",
 *   ci: "",
 *   endpoints,
 *   fetch: () => Promise.resolve(new Response("hello")),
 * });
 * const proxy = createProxy({ tape, upstreams: proxyUpstreams(endpoints) });
 * const answer = await proxy.handle(new Request("http://127.0.0.1:8411/local/greeting"));
 * assertEquals(await answer.text(), "hello");
 * ```
 */
export function createProxy(options: ProxyOptions): Proxy {
  const core = new ProxyCore(options);
  return {
    handle: (request, delivered) => core.handle(request, delivered),
    status: () => core.status(),
    breakOff: () => core.over.abort(),
  };
}

/** The note of a request. A class, as an object with a getter is slow to make. */
class ProxyNote implements CallNote {
  declare readonly scope?: string;
  declare readonly endpoint?: string;
  caller: CallerFacts = {};
  readonly #over: AbortSignal;

  constructor(scope: string | undefined, { isEndpoint, name }: ProxyUpstream, over: AbortSignal) {
    if (scope !== undefined) this.scope = scope;
    if (isEndpoint) this.endpoint = name;
    this.#over = over;
  }

  /** What the proxy itself breaks off is no fact about the call. */
  get discardOnAbort(): boolean {
    return this.#over.aborted;
  }
}

class ProxyCore {
  readonly over = new AbortController();
  readonly #tape: Tape;
  readonly #fetch: NotedFetch;
  readonly #upstreams: ProxyUpstreams;
  readonly #clock: Clock;
  readonly #onBug: (error: unknown) => void;
  readonly #targets: ProxyTargets;
  readonly #decisions: Decisions;
  readonly #startedMs: number;
  readonly #misses: ProxyMiss[] = [];
  #inFlight = 0;

  constructor({ tape, upstreams, fetch = tape.fetch, onBug = () => {}, clock = systemClock }: ProxyOptions) {
    this.#tape = tape;
    this.#fetch = fetch;
    this.#upstreams = upstreams;
    this.#clock = clock;
    this.#onBug = onBug;
    this.#targets = new ProxyTargets(upstreams);
    this.#decisions = new Decisions(tape);
    this.#startedMs = clock.nowMs();
  }

  async handle(request: Request, delivered: Promise<unknown> | undefined): Promise<Response> {
    try {
      const target = this.#targets.read(request.url);
      // Not counted: who asks how many requests are in flight does not ask about the question.
      if (target.kind === "own") return await this.#own(request, target.parts);
      if (target.kind === "upstream") return await this.#counted(() => this.#forward(request, target), delivered);
      return refusalResponse(target);
    } catch (error) {
      return refusalResponse(this.#refusalOf(error));
    }
  }

  async #counted(answer: () => Promise<Response>, delivered: Promise<unknown> | undefined): Promise<Response> {
    this.#inFlight++;
    const end = () => void this.#inFlight--;
    delivered?.then(end, end);
    try {
      return await answer();
    } finally {
      if (delivered === undefined) end();
    }
  }

  status(): ProxyStatus {
    const { played, missed, recorded, refused, expired, unplayed } = this.#tape.summary;
    return {
      mode: this.#tape.mode,
      cassette: this.#tape.path,
      uptimeMs: Math.round(this.#clock.nowMs() - this.#startedMs),
      hits: played,
      misses: missed,
      recorded,
      refused,
      expired,
      unplayed,
      inFlight: this.#inFlight,
      lastMisses: [...this.#misses],
      upstreams: Object.fromEntries([...this.#upstreams.values()].map(({ name, baseUrl }) => [name, baseUrl])),
    };
  }

  async #forward(request: Request, target: Target & { kind: "upstream" }): Promise<Response> {
    const { method, headers } = request;
    const { url, upstream } = target;
    const wrong = wrongRequest(request, upstream.name);
    if (wrong !== null) return refusalResponse(wrong);
    const scope = headers.get(SCOPE_HEADER) || target.scope;
    const note: CallNote = new ProxyNote(scope, upstream, this.over.signal);
    const body = method === "GET" || method === "HEAD" ? null : await requestBody(request);
    // A replay calls nobody, and what only a call needs is dear.
    const init: NotedRequestInit = this.#tape.mode === "replay"
      ? { method, headers, body, note }
      : { method, headers: forwardedHeaders(headers), body, note, signal: this.#signalOf(request) };
    try {
      return returned(await this.#fetch(url, init), method, note);
    } catch (error) {
      if (note.failure !== undefined) return refusalResponse(failureRefusal(note.failure, upstream.name));
      throw error;
    }
  }

  #signalOf(request: Request): AbortSignal {
    return AbortSignal.any([request.signal, this.over.signal]);
  }

  async #own(request: Request, parts: readonly string[]): Promise<Response> {
    if (parts[0] === "status" && parts.length === 1) return Response.json(statusDocument(this.status()));
    if (parts[0] === "decisions" && parts.length === 3 && parts[1] !== "" && parts[2] !== "") {
      return await this.#decisions.answer(request, parts[1], parts[2]);
    }
    const message = "Cannot answer as the proxy's own paths are /__tapedeck/status, /__tapedeck/decisions/SCOPE/NAME " +
      `and /__tapedeck/scope/SCOPE/UPSTREAM/…: current value is "/__tapedeck/${parts.join("/")}"`;
    return refusalResponse({ status: 404, type: "wrong_path", message });
  }

  #refusalOf(error: unknown): Refusal {
    if (error instanceof CassetteMissError) return this.#missed(error);
    if (error instanceof UserError) {
      return { status: NOT_ON_TAPE, type: refusalType(error), message: this.#tape.redact(error.message) };
    }
    this.#onBug(error);
    const name = error instanceof Error ? error.name : typeof error;
    return { status: 500, type: "proxy_error", message: `The proxy could not answer: ${name}` };
  }

  #missed({ message, key, nearest }: CassetteMissError): Refusal {
    const redacted = this.#tape.redact(message);
    const clipped = redacted.length > MISS_CHARS ? `${redacted.slice(0, MISS_CHARS)}…` : redacted;
    this.#misses.push({ at: this.#clock.date().toISOString(), key, message: clipped });
    if (this.#misses.length > MOST_MISSES) this.#misses.shift();
    return { status: NOT_ON_TAPE, type: "cassette_miss", message: redacted, nearest };
  }
}

function refusalType(error: UserError): string {
  if (error instanceof BudgetExceededError) return "budget_exceeded";
  return error instanceof CassetteExpiredError ? "recording_expired" : "cassette_refused";
}

/** What `fetch` cannot send; `null` where it can. */
function wrongRequest(request: Request, upstream: string): Refusal | null {
  const { method } = request;
  const wrong = (type: string, reason: string): Refusal => ({
    status: 400,
    type,
    message: `Cannot send the request to "${upstream}" as ${reason}`,
  });
  if (method === "POST") return null;
  if (method === "CONNECT" || method === "TRACE") return wrong("wrong_method", `${method} is not proxied`);
  if (hasStrayBody(request)) return wrong("wrong_body", `a ${method} with a body is not proxied`);
  return request.headers.has("upgrade") ? wrong("no_upgrade", "WebSockets and other upgrades are not proxied") : null;
}

/** The response as the client gets it. A text is not looked at, as looking at it makes a stream of it. */
function returned(response: Response, method: string, note: CallNote): Response {
  if (response.status > 599) return refusalResponse(strangeStatus(response));
  const hasBody = method !== "HEAD";
  if (note.source !== "live") {
    if (hasBody) dropEncoding(response.headers);
    return (note.cuts?.length ?? 0) > 1 ? oneCutAtATime(response) : response;
  }
  const { status, statusText, body } = response;
  const headers = new Headers(response.headers);
  dropHopByHop(headers);
  if (hasBody) dropEncoding(headers);
  return new Response(body, { status, statusText, headers });
}

function strangeStatus(response: Response): Refusal {
  response.body?.cancel().catch(() => {});
  const message =
    `Cannot pass the answer on as a server can send statuses up to 599: current value is ${response.status}`;
  return { status: 502, type: "upstream_status", message };
}

/** The status as one JSON document, its names in snake case. */
export function statusDocument(status: ProxyStatus): { [name: string]: JsonValue } {
  return {
    mode: status.mode,
    cassette: status.cassette,
    uptime_ms: status.uptimeMs,
    hits: status.hits,
    misses: status.misses,
    recorded: status.recorded,
    refused: status.refused,
    expired: status.expired,
    unplayed: status.unplayed,
    in_flight: status.inFlight,
    last_misses: status.lastMisses.map(({ at, key, message }) => ({ at, key, message })),
    upstreams: { ...status.upstreams },
  };
}
