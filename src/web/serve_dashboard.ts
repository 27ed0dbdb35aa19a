import { listen } from "../base/mod.ts";
import type { Dashboard } from "./dashboard.ts";

/** Where a dashboard listens. */
export interface ServeDashboardOptions {
  /** The address; `127.0.0.1` unless given. */
  readonly host?: string;
  /** 0, which picks a free one, unless given. */
  readonly port?: number;
}

/** A dashboard that listens. */
export interface DashboardServer extends AsyncDisposable {
  /** `http://127.0.0.1:8412` */
  readonly url: string;
  /** The one that was given, or that was picked. */
  readonly port: number;
  /** End the streams of open pages, accept no more, and let what is being answered end. May be called again. */
  close(): Promise<void>;
}

/**
 * Listen for a dashboard.
 *
 * @throws {UserError} when the address cannot be listened on.
 */
export function serveDashboard(
  dashboard: Dashboard,
  { host = "127.0.0.1", port = 0 }: ServeDashboardOptions = {},
): DashboardServer {
  const server = listen(
    { hostname: host, port },
    (request, { remoteAddr }) => dashboard.handle(request, remoteAddr.hostname),
  );
  const close = async () => {
    await dashboard.close();
    await server.shutdown();
  };
  return { url: server.url, port: server.port, close, [Symbol.asyncDispose]: close };
}
