import { listen } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { Metrics } from "./create_metrics.ts";

/** Where metrics are served. */
export interface ServeMetricsOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Where to listen; `127.0.0.1` unless given, so that nobody else can read it. */
  readonly hostname?: string;
  /** What `/metrics` shows. */
  readonly metrics: Pick<Metrics, "text" | "contentType">;
  /** What `/status` shows. */
  readonly status: () => JsonValue;
}

/** Metrics that are being served. */
export interface MetricsServer {
  /** `http://127.0.0.1:9464` */
  readonly url: string;
  /** The one that was given, or that was picked. */
  readonly port: number;
  /** Let what is being answered end, and listen no more. */
  stop(): Promise<void>;
}

/**
 * Serve `/metrics` for Prometheus, `/status` as JSON, and `/healthz`, which says that the process is there.
 *
 * @throws {UserError} when the port cannot be had.
 */
export function serveMetrics({ port, hostname = "127.0.0.1", metrics, status }: ServeMetricsOptions): MetricsServer {
  const handle = async (request: Request): Promise<Response> => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("only GET\n", { status: 405, headers: { allow: "GET, HEAD" } });
    }
    const { pathname } = new URL(request.url);
    if (pathname === "/healthz") return new Response("ok\n");
    if (pathname === "/status") return Response.json(status());
    if (pathname !== "/metrics") return new Response("/metrics, /status or /healthz\n", { status: 404 });
    return new Response(await metrics.text(), { headers: { "content-type": metrics.contentType } });
  };
  const { url, port: own, shutdown } = listen({ port, hostname, action: "serve metrics" }, handle);
  return { url, port: own, stop: shutdown };
}
