import { VirtualClock } from "../../src/base/mod.ts";
import {
  Catalog,
  type CatalogNotice,
  type CatalogOptions,
  type EmbeddedFacts,
  openCatalogStore,
} from "../../src/catalog/mod.ts";
import type { EndpointRecord, JsonObject, ModelRecord, ProviderAdapter } from "../../src/spec/mod.ts";
import { makeEndpoint, makeModel, tokenPrice } from "./records.ts";

export const START = "2026-08-01T12:00:00.000Z";
export const HOUR_MS = 3_600_000;

/** A provider whose list is at a server of the test's. */
export function makeProvider(more: Partial<ProviderAdapter> & { readonly key: string }): ProviderAdapter {
  return {
    version: 1,
    name: more.key,
    origin: "http://127.0.0.1:9",
    basePath: "/v1",
    wire: "openai-chat",
    doors: [],
    auth: { header: "authorization", prefix: "Bearer " },
    keyEnv: ["TEST_KEY"],
    models: { url: "/models", needsKey: false, read: "test", lifetimeMs: HOUR_MS },
    health: null,
    limits: {},
    dialect: { renames: {}, refuses: [] },
    embeddings: null,
    keyShapes: [],
    errors: { refusal: () => ({ status: 500, headers: {}, body: "" }), streamError: () => "" },
    quirks: [],
    ...more,
  };
}

/** A list as the test server writes it. */
export interface TestList {
  readonly ids: readonly string[];
  readonly next?: { readonly [parameter: string]: string };
  readonly price?: string;
  /** How many of its rows cannot be read. */
  readonly unread?: number;
}

/** Reads what the test server writes. */
export const readTestPage: CatalogOptions["readPage"] = (_, page, facts) => {
  const { ids, next = null, price, unread = 0 } = page as unknown as TestList;
  const models = ids.map((key) =>
    makeModel({ key, ...facts, price: price === undefined ? null : tokenPrice(price, price) })
  );
  const skipped = Array.from({ length: unread }, (_, index) => ({ row: index, reason: "it has no id" }));
  return { models, skipped, next };
};

/** Facts that ship, of a test's making. */
export function shipped(
  models: readonly string[],
  { fetchedAt = "2026-07-01T00:00:00.000Z", endpoints = [] as readonly EndpointRecord[] } = {},
): EmbeddedFacts {
  const records: ModelRecord[] = models.map((key) => makeModel({ key, provider: "one", fetchedAt, tier: "embedded" }));
  return {
    models: (provider) =>
      Promise.resolve(provider === "one" && models.length > 0 ? { fetchedAt, models: records } : null),
    endpoints: ({ model }) => {
      const own = endpoints.filter((endpoint) => endpoint.model === model);
      return Promise.resolve(own.length === 0 ? null : { fetchedAt, endpoints: own });
    },
    enrich: (models) => Promise.resolve(models),
  };
}

/** A server of lists that counts its calls and answers as the test has it at the moment. */
export function listServer() {
  const calls: { readonly url: string; readonly headers: Headers }[] = [];
  const state = {
    calls,
    answer: (_request: Request): Response | Promise<Response> => Response.json({ ids: ["a/x", "a/y"] }),
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    calls.push({ url: request.url, headers: new Headers(request.headers) });
    return state.answer(request);
  });
  return Object.assign(state, {
    url: `http://127.0.0.1:${server.addr.port}`,
    list: (...ids: string[]) => state.answer = () => Response.json({ ids }),
    fail: (status: number) => state.answer = () => new Response("no", { status }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  });
}

/** A catalog of one provider, `one`, whose list is at a server. */
export async function testCatalog(
  server: { readonly url: string },
  { path = ":memory:", clock = new VirtualClock(new Date(START)), ...more }:
    & { readonly path?: string; readonly clock?: VirtualClock }
    & Partial<CatalogOptions> = {},
) {
  const notices: CatalogNotice[] = [];
  const store = await openCatalogStore(path, { clock });
  const options: CatalogOptions = {
    store,
    providers: [makeProvider({ key: "one", origin: server.url })],
    readPage: readTestPage,
    embedded: shipped([]),
    endpointListings: {},
    fetch: globalThis.fetch,
    clock,
    secretOf: () => null,
    headersOf: ({ auth }, credential) =>
      auth === null || credential === null ? {} : { [auth.header]: auth.prefix + credential.reveal() },
    onNotice: (notice) => notices.push(notice),
    owner: crypto.randomUUID(),
    ...more,
  };
  const catalog = new Catalog(options);
  return { catalog, store, clock, notices, [Symbol.dispose]: () => catalog.close() };
}

/** What an answer says of its models and of where they are from. */
export async function seen(catalog: Catalog, ask: Parameters<Catalog["models"]>[0] = { provider: "one" }) {
  const { models, lists } = await catalog.models(ask);
  return {
    keys: models.map(({ key }) => key),
    tiers: [...new Set(models.map(({ tier }) => tier))],
    fetchedAt: lists[0].fetchedAt,
    problem: lists[0].problem?.code ?? null,
  };
}

/** Endpoints as a test's router lists them. */
export function endpointPage(model: string, tags: readonly string[]): JsonObject {
  return { model, tags: [...tags] };
}

/** Reads {@linkcode endpointPage}. */
export const readTestEndpoints: CatalogOptions["endpointListings"][string]["read"] = (page) => {
  const { model, tags } = page as unknown as { model: string; tags: string[] };
  return { endpoints: tags.map((tag) => makeEndpoint({ model, tag })), skipped: [] };
};
