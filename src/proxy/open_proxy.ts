import { systemClock, UserError } from "../base/mod.ts";
import { type CassetteOptions, giveUpNetwork } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";
import { openCassette } from "../recording/mod.ts";
import type { NotedFetch } from "../spec/mod.ts";
import { createProxy } from "./create_proxy.ts";
import type { ProxyStatus } from "./proxy_status.ts";
import { proxyUpstreams } from "./proxy_upstreams.ts";
import { serveProxy, type ServeProxyOptions } from "./serve_proxy.ts";

/** Options of {@linkcode openProxy}: those of its cassette, and where it listens. */
export interface OpenProxyOptions extends Omit<CassetteOptions, "endpoints">, ServeProxyOptions {
  /** Base URLs by name, beside the providers' own and in front of them. */
  readonly upstreams?: { readonly [name: string]: string };
  /** Puts something between clients and tape, such as faults: is given the tape's `fetch`, and gives the one to use. */
  readonly wrapFetch?: (fetch: NotedFetch) => NotedFetch;
  /** Told of errors that are nobody's mistake but the program's. */
  readonly onBug?: (error: unknown) => void;
}

/** A proxy with its cassette and its port. */
export interface OpenProxy extends AsyncDisposable {
  /** `http://127.0.0.1:8411` */
  readonly url: string;
  /** The one that was given, or that was picked. */
  readonly port: number;
  /** What it has done so far. */
  status(): ProxyStatus;
  /**
   * Stop accepting, let what is in flight end, close the cassette; gives what was done in all.
   * @throws {UserError} when a recording could not be written.
   */
  close(): Promise<ProxyStatus>;
}

/**
 * Open a cassette and listen for clients of any language. In a replay the process then gives up the network for good,
 * which leaves the open port as it is.
 *
 * @throws {UserError} when the cassette cannot be opened or the address cannot be listened on.
 *
 * @example A port that replays
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openProxy } from "@tapedeck/tapedeck";
 *
 * const cassette = await Deno.makeTempFile({ suffix: ".jsonl" });
 * await Deno.remove(cassette);
 * await using proxy = await openProxy(cassette, {
 *   mode: "record",
 *   ci: "",
 *   upstreams: { local: "http://127.0.0.1:9/v1" },
 *   fetch: () => Promise.resolve(new Response("hello")),
 * });
 * assertEquals(await (await fetch(`${proxy.url}/local/greeting`)).text(), "hello");
 * ```
 */
export async function openProxy(cassette: string, options: OpenProxyOptions = {}): Promise<OpenProxy> {
  const { upstreams: given = {}, wrapFetch, onBug, host, port, graceMs, keepNetwork, ...ofCassette } = options;
  const upstreams = proxyUpstreams(given, options.lenses ?? providerLenses());
  assertGiven(options.refresh?.endpoints ?? [], given);
  const tape = await openCassette(cassette, { ...ofCassette, endpoints: given, keepNetwork: true });
  try {
    const proxy = createProxy({
      tape,
      upstreams,
      clock: options.clock ?? systemClock,
      ...(wrapFetch === undefined ? {} : { fetch: wrapFetch(tape.fetch) }),
      ...(onBug === undefined ? {} : { onBug }),
    });
    const server = serveProxy(proxy, {
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(graceMs === undefined ? {} : { graceMs }),
      ...(options.clock === undefined ? {} : { clock: options.clock }),
    });
    // Only now: what is open stays open, but nothing can be opened any more.
    if (tape.mode === "replay" && !keepNetwork) await giveUpNetwork();
    const close = once(async () => {
      await server.close();
      await tape.close();
      return proxy.status();
    });
    return {
      url: server.url,
      port: server.port,
      status: () => proxy.status(),
      close,
      [Symbol.asyncDispose]: async () => void await close(),
    };
  } catch (error) {
    await tape.close();
    throw error;
  }
}

/** The providers' own origins stand in the recordings by their URLs: a name would mean none of them. */
function assertGiven(endpoints: readonly string[], upstreams: { readonly [name: string]: string }): void {
  const unknown = endpoints.find((name) => !Object.hasOwn(upstreams, name));
  if (unknown === undefined) return;
  throw new UserError(
    `Cannot refresh the recordings of an endpoint that is no upstream given by name: current value is "${unknown}"`,
    { exitCode: 2 },
  );
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => running ??= work();
}
