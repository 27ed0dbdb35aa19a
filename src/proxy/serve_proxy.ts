import { listen, systemClock } from "../base/mod.ts";
import type { Clock } from "../spec/mod.ts";
import type { Proxy } from "./create_proxy.ts";

/** Options of {@linkcode serveProxy}. */
export interface ServeProxyOptions {
  /** The address to listen on; `127.0.0.1` unless given, which nobody reaches from outside the machine. */
  readonly host?: string;
  /** 0, which picks a free one, unless given. */
  readonly port?: number;
  /** How long closing waits for answers that are on their way, in milliseconds; 10,000 unless given. */
  readonly graceMs?: number;
  /** The system's clock unless given. */
  readonly clock?: Clock;
}

/** A proxy that listens. */
export interface ProxyServer extends AsyncDisposable {
  /** `http://127.0.0.1:8411` */
  readonly url: string;
  /** The one that was given, or that was picked. */
  readonly port: number;
  /** Stop accepting, let what is in flight end as long as the grace lasts, break off the rest. May be called again. */
  close(): Promise<void>;
}

const DEFAULT_GRACE_MS = 10_000;
/** A client that neither reads nor goes holds nobody up for longer, once its answer has been broken off. */
const LAST_MS = 500;

/**
 * Listen for a proxy. The listener goes on when the process gives up the network afterwards: what has been opened stays
 * open, and answering needs no permission.
 *
 * @throws {UserError} when the address cannot be listened on.
 */
export function serveProxy(proxy: Proxy, options: ServeProxyOptions = {}): ProxyServer {
  const { host = "127.0.0.1", port = 0, graceMs = DEFAULT_GRACE_MS, clock = systemClock } = options;
  const isReplay = proxy.status().mode === "replay";
  // A recording that broke off breaks off again; the connection tells the client.
  const server = listen(
    { hostname: host, port },
    (request, info) => proxy.handle(request, isReplay ? undefined : info.completed),
  );
  const shutDown = async () => {
    const isDown = new AbortController();
    const down = server.shutdown().finally(() => isDown.abort());
    const patience = async () => {
      await clock.sleep(graceMs, isDown.signal);
      proxy.breakOff();
      await clock.sleep(LAST_MS, isDown.signal);
    };
    await Promise.race([down, patience().catch(() => down)]);
  };
  let closing: Promise<void> | null = null;
  const close = () => closing ??= shutDown();
  return {
    url: server.url,
    port: server.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}
