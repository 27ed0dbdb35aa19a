import { UserError } from "../base/mod.ts";
import type { Proxy } from "./create_proxy.ts";

/** Options of {@linkcode serveProxy}. */
export interface ServeProxyOptions {
  /** The address to listen on; `127.0.0.1` unless given, which nobody reaches from outside the machine. */
  readonly host?: string;
  /** 0, which picks a free one, unless given. */
  readonly port?: number;
  /** How long closing waits for answers that are on their way, in milliseconds; 10,000 unless given. */
  readonly graceMs?: number;
}

/** A proxy that listens. */
export interface ProxyServer extends AsyncDisposable {
  /** `http://127.0.0.1:8411` */
  readonly url: string;
  readonly port: number;
  /** Stop accepting, let what is in flight end as long as the grace lasts, break off the rest. May be called again. */
  close(): Promise<void>;
}

const DEFAULT_GRACE_MS = 10_000;

/**
 * Listen for a proxy. The listener goes on when the process gives up the network afterwards: what has been opened stays
 * open, and answering needs no permission.
 *
 * @throws {UserError} when the address cannot be listened on.
 */
export function serveProxy(proxy: Proxy, options: ServeProxyOptions = {}): ProxyServer {
  const { host = "127.0.0.1", port = 0, graceMs = DEFAULT_GRACE_MS } = options;
  const breaksOff = new AbortController();
  const isReplay = proxy.status().mode === "replay";
  const server = listen(host, port, () =>
    Deno.serve({
      hostname: host,
      port,
      signal: breaksOff.signal,
      onListen() {},
      // A recording that broke off breaks off again; the connection tells the client.
      onError: () => new Response(null, { status: 500 }),
    }, (request, info) => proxy.handle(request, isReplay ? undefined : info.completed)));
  const close = async () => {
    const timer = setTimeout(() => breaksOff.abort(), graceMs);
    await server.shutdown();
    clearTimeout(timer);
  };
  const shownHost = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${server.addr.port}`,
    port: server.addr.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen<T>(host: string, port: number, serve: () => T): T {
  try {
    return serve();
  } catch (cause) {
    const reason = cause instanceof Deno.errors.AddrInUse
      ? "the port is in use"
      : cause instanceof Deno.errors.NotCapable
      ? "the process may not use the network there"
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new UserError(`Cannot listen as ${reason}: current value is ${host}:${port}`, { cause });
  }
}
