import { type PlainFetch, scrub } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import { ListProblem, type ListProblemCode } from "./list_problem.ts";
import type { ListPage, ListRequest, ListRow } from "./list_request.ts";

/** No provider has so many pages: whoever sends more sends them for ever. */
const MOST_PAGES = 100;

/** What a list's server said. */
export type FetchedList =
  | { readonly kind: "unchanged" }
  | {
    readonly kind: "list";
    /** Of all pages, each key once. */
    readonly rows: readonly ListRow[];
    /** How many rows could not be read. */
    readonly skipped: number;
    /** Of a list with one page only, as that of one page says nothing of the others. */
    readonly etag: string | null;
  };

/** How {@linkcode fetchList} works. */
export interface FetchListOptions {
  /** Makes the calls. */
  readonly fetch: PlainFetch;
  /** What the server called the state that is known; `null`: nothing is. */
  readonly etag: string | null;
  /** When it is, in RFC 3339 in UTC. */
  readonly fetchedAt: string;
  /** Ends the calls. */
  readonly signal: AbortSignal;
  /** Called before each page. */
  readonly onPage: () => Promise<void>;
}

/**
 * Fetch a list to its last page.
 *
 * @throws {ListProblem} where it cannot be had; the signal's reason where that ends it.
 */
export async function fetchList(request: ListRequest, options: FetchListOptions): Promise<FetchedList> {
  const rows = new Map<string, ListRow>();
  const asked = new Set<string>();
  let skipped = 0;
  let etag: string | null = null;
  let query: { readonly [parameter: string]: string } = request.query;
  for (let pages = 1;; pages++) {
    const url = pageUrl(request.url, query);
    if (asked.has(url) || pages > MOST_PAGES) {
      throw problem(request, "no_list", `its pages do not come to an end: current value is ${pages - 1} pages`);
    }
    asked.add(url);
    await options.onPage();
    const response = await call(url, request, { ...options, etag: pages === 1 ? options.etag : null });
    if (response.status === 304) {
      await response.body?.cancel();
      return { kind: "unchanged" };
    }
    const page = await readPage(response, request, options);
    for (const row of page.rows) if (!rows.has(row.key)) rows.set(row.key, row);
    skipped += page.skipped;
    if (pages === 1) etag = response.headers.get("etag");
    if (page.next === null) return { kind: "list", rows: [...rows.values()], skipped, etag: pages === 1 ? etag : null };
    query = { ...request.query, ...page.next };
  }
}

function pageUrl(base: string, query: { readonly [parameter: string]: string }): string {
  const url = new URL(base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

async function call(url: string, request: ListRequest, options: FetchListOptions): Promise<Response> {
  const { fetch, etag, signal } = options;
  const headers = headersOf(request, etag);
  let response: Response;
  try {
    response = await fetch(url, { headers, signal, redirect: request.credential === null ? "follow" : "manual" });
  } catch (cause) {
    throw networkProblem(request, cause, signal);
  }
  const { status } = response;
  if (status === 200 || (status === 304 && etag !== null)) return response;
  await response.body?.cancel();
  if (status === 401 || status === 403) {
    const reason = request.credential === null ? "wants a key" : "refuses the key";
    throw problem(request, "key_refused", `its server ${reason}: current value is the status ${status}`);
  }
  throw problem(request, "status", `its server does not answer with a list: current value is the status ${status}`);
}

function headersOf(request: ListRequest, etag: string | null): Headers {
  try {
    return new Headers({
      accept: "application/json",
      ...request.headers,
      ...(etag === null ? {} : { "if-none-match": etag }),
    });
  } catch {
    // The runtime's own message quotes the value, which may be the credential.
    throw problem(request, "key_refused", "its key has a character that no header may have");
  }
}

async function readPage(response: Response, request: ListRequest, options: FetchListOptions): Promise<ListPage> {
  let text: string;
  try {
    text = withoutKey(await response.text(), request);
  } catch (cause) {
    throw networkProblem(request, cause, options.signal);
  }
  let json: JsonValue;
  try {
    json = JSON.parse(text);
  } catch {
    throw problem(request, "no_list", "what its server sent is no JSON");
  }
  try {
    return request.read(json, { provider: request.place.provider, fetchedAt: options.fetchedAt });
  } catch (cause) {
    throw problem(request, "no_list", `its reader failed (${messageOf(cause)})`, cause);
  }
}

/** What a server says without the key that it was sent, in any spelling: some say back what they were asked. */
function withoutKey(text: string, { credential }: ListRequest): string {
  return credential === null ? text : scrub(text, [credential], { isWhole: true });
}

function networkProblem(request: ListRequest, cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const late = cause instanceof DOMException && cause.name === "TimeoutError";
  return late
    ? problem(request, "timeout", "its server takes too long", cause)
    : problem(request, "network", `its server cannot be reached (${messageOf(cause)})`, cause);
}

function problem(request: ListRequest, code: ListProblemCode, reason: string, cause?: unknown): ListProblem {
  return new ListProblem({ ...request.place, code, reason, cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
