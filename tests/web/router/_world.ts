import { Hono } from "hono";
import { listen, systemClock } from "../../../src/base/mod.ts";
import type { Registry, RegistryOptions } from "../../../src/routing/mod.ts";
import type { DashboardEnv } from "../../../src/web/dashboard_env.ts";
import { routerRoutes } from "../../../src/web/router/mod.ts";
import { network, open, server } from "../../routing/registry/_world.ts";

export { network, server };

export const QUESTION = { model: "simulated/quick", messages: [{ role: "user", content: "Hello" }] };

/** A router over a registry of its own. */
export interface TestRouter extends AsyncDisposable {
  readonly registry: Registry;
  readonly bugs: unknown[];
  handle(request: Request): Promise<Response>;
  /** A request for a completion; `body` goes out as it is where it is a text. */
  post(body: unknown, headers?: HeadersInit): Promise<Response>;
}

const HASTY = { retry: { max_tries: 2, base_ms: 1 } };

/** The simulated provider under hosts of its own, without patience. */
export function simulatedAt(...hosts: string[]) {
  return {
    providers: Object.fromEntries(
      hosts.map((host) => [host, { kind: "simulated", base_url: `http://${host}/v1`, ...HASTY }]),
    ),
    routing: { policy: "cost" },
  };
}

export async function router(options: RegistryOptions = {}): Promise<TestRouter> {
  const registry = await open({ config: simulatedAt("alpha"), fetch: network({ alpha: server() }), ...options });
  const bugs: unknown[] = [];
  const closing = new AbortController();
  const app = new Hono<DashboardEnv>();
  app.use(async (c, next) => {
    c.set("closing", closing.signal);
    await next();
  });
  const sources = { registry, clock: options.clock ?? systemClock };
  app.route("/", routerRoutes(sources, { onBug: (bug) => bugs.push(bug) }));
  const handle = async (request: Request) => await app.fetch(request);
  return {
    registry,
    bugs,
    handle,
    post: (body, headers = {}) =>
      handle(
        new Request("http://localhost/v1/chat/completions", {
          method: "POST",
          headers: { "content-type": "application/json", ...Object.fromEntries(new Headers(headers)) },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
      ),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await registry.close();
    },
  };
}

// deno-lint-ignore no-explicit-any
type Loose = any;

/** The chunks of a streamed answer; `[DONE]` is one of them. */
export function chunksOf(text: string): Loose[] {
  return text.split("\n\n").filter((event) => event !== "").map((event) => {
    const data = event.replace(/^data: /, "");
    return data === "[DONE]" ? data : JSON.parse(data);
  });
}

/** The text that chunks make up. */
export function textOf(chunks: readonly Loose[]): string {
  return chunks.map((chunk) => chunk.choices?.[0]?.delta.content ?? "").join("");
}

/** The same router on a port of this machine. */
export async function servedRouter(options: RegistryOptions = {}): Promise<TestRouter & { readonly baseURL: string }> {
  const world = await router(options);
  const door = listen({ port: 0 }, (request) => world.handle(request));
  return {
    ...world,
    baseURL: `${door.url}/v1`,
    async [Symbol.asyncDispose]() {
      await door.shutdown();
      await world[Symbol.asyncDispose]();
    },
  };
}
