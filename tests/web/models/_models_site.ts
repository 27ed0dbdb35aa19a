import { join } from "node:path";
import { VirtualClock } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { Attempt, JsonValue } from "../../../src/spec/mod.ts";
import { createDashboard, openSources } from "../../../src/web/mod.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import type { TestDashboard } from "../../support/dashboard.ts";
import { tempDir } from "../../support/temp_dir.ts";

/** A row of a router's list. */
export interface ListedRow {
  readonly id: string;
  readonly name?: string;
  /** US dollars per token. */
  readonly price?: string;
  readonly expires?: string;
}

/** A router at a port of this machine, whose list a test can change. */
export interface ListRouter extends AsyncDisposable {
  readonly origin: string;
  /** The next answers' list. */
  rows: readonly ListedRow[];
  /** The next answers' status; 200 unless set. */
  status: number;
  /** The paths that were asked for, in their order. */
  readonly asked: string[];
}

/** Starts a router that lists these models, each with two endpoints. */
export function listRouter(rows: readonly ListedRow[]): ListRouter {
  const asked: string[] = [];
  const state = { rows, status: 200 };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (state.status !== 200) return new Response("no", { status: state.status });
    return Response.json(pathname.endsWith("/endpoints") ? endpointsOf(pathname) : { data: state.rows.map(rowOf) });
  });
  return Object.assign(state, {
    origin: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  });
}

function rowOf({ id, name = id, price = "0.000001", expires }: ListedRow): JsonValue {
  return {
    id,
    name,
    created: 1_760_000_000,
    context_length: 131_072,
    architecture: { input_modalities: ["text"], output_modalities: ["text"] },
    pricing: { prompt: price, completion: price },
    supported_parameters: ["temperature", "tools"],
    ...(expires === undefined ? {} : { expiration_date: expires }),
  };
}

function endpointsOf(pathname: string): JsonValue {
  const id = decodeURIComponent(pathname).replace(/^.*\/models\/(.*)\/endpoints$/, "$1");
  const endpoints = [["coop/fp8", "fp8", 0.99], ["other", "bf16", 0.5]].map(([tag, quantization, uptime]) => ({
    name: `${tag} | ${id}`,
    tag,
    provider_name: String(tag).split("/")[0],
    quantization,
    context_length: 131_072,
    max_completion_tokens: 8192,
    pricing: { prompt: "0.000001", completion: "0.000002" },
    supported_parameters: ["temperature", "tools"],
    status: 0,
    uptime_last_30m: Number(uptime) * 100,
  }));
  return { data: { id, endpoints } };
}

/** What a dashboard of models is opened with. */
export interface ModelsSiteOptions {
  readonly router: ListRouter;
  readonly adminKey?: string;
  /** Tries of runs of one's own; there is no ledger without any. */
  readonly tries?: readonly Partial<Attempt>[];
  readonly offline?: boolean;
}

export const ADMIN_KEY = "an-admin-key-of-this-test";

/** A dashboard over the parts that `deno task dashboard` opens; its one provider that answers is the router. */
export async function modelsSite({ router, adminKey, tries = [], offline }: ModelsSiteOptions): Promise<
  TestDashboard & { readonly clock: VirtualClock }
> {
  const folder = tempDir();
  const path = (name: string) => join(folder.path, name);
  await Deno.writeTextFile(
    path("tapedeck.toml"),
    `version = 1\n\n[providers.openrouter]\nbase_url = "${router.origin}/api/v1"\n`,
  );
  if (tries.length > 0) {
    await using ledger = await openSqliteLedger(path("ledger.sqlite"));
    await ledger.startRun(makeRun());
    await ledger.append(
      tries.map((change, cellIndex) => makeAttempt({ source: "live", billed: true, cellIndex, ...change })),
    );
  }
  const clock = new VirtualClock(new Date("2026-11-21T12:00:00.000Z"));
  const open = await openSources({
    cwd: folder.path,
    env: (name) =>
      ({ OPENROUTER_API_KEY: "sk-or-v1-0123456789abcdef0123456789abcdef", TAPEDECK_TRUST: folder.path })[name],
    ledgerPath: path("ledger.sqlite"),
    catalogPath: path("catalog.sqlite"),
    config: path("tapedeck.toml"),
    // No test goes anywhere else.
    fetch: (input, init) =>
      new URL(new Request(input).url).hostname === "127.0.0.1"
        ? fetch(input, init)
        : Promise.reject(new TypeError("fetch failed")),
    random: () => 0.5,
    probes: false,
    clock,
    ...(offline === undefined ? {} : { offline }),
    warn: () => {},
  });
  const dashboard = createDashboard(open.sources, {
    ...(adminKey === undefined ? {} : { adminKey }),
    onBug: (error) => {
      throw error;
    },
  });
  const get = (at: string, init?: RequestInit) => dashboard.handle(new Request(`http://127.0.0.1${at}`, init));
  return {
    sources: open.sources,
    dashboard,
    folder: folder.path,
    runId: "",
    alertList: [],
    secrets: [],
    clock,
    get,
    text: async (at, init) => await (await get(at, init)).text(),
    async [Symbol.asyncDispose]() {
      await dashboard.close();
      await open.close();
      folder[Symbol.dispose]();
    },
  };
}

/** A request of the page's script. */
export const FRAGMENT: RequestInit = { headers: { "x-fragment": "1" } };

/** A form that was sent. */
export function form(fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body: new URLSearchParams(fields), headers };
}
