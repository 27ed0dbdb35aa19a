/**
 * The tape's second door: a reverse proxy that clients of any language use by their base URL.
 * @module
 */
export { createProxy, type Proxy, type ProxyOptions, statusDocument } from "./create_proxy.ts";
export { type OpenProxy, openProxy, type OpenProxyOptions } from "./open_proxy.ts";
export type { ProxyMiss, ProxyStatus } from "./proxy_status.ts";
export { type ProxyUpstream, type ProxyUpstreams, proxyUpstreams } from "./proxy_upstreams.ts";
export { type ProxyServer, serveProxy, type ServeProxyOptions } from "./serve_proxy.ts";
