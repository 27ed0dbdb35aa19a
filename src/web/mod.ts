/**
 * The dashboard: pages to look at, and an API for programs, over one catalog, one registry and one ledger.
 * @module
 */
export { createDashboard, type CreateDashboardOptions } from "./create_dashboard.ts";
export type { Dashboard } from "./dashboard.ts";
export type { DashboardSources, RefreshOptions } from "./dashboard_sources.ts";
export { type DashboardServer, serveDashboard, type ServeDashboardOptions } from "./serve_dashboard.ts";
export { type OpenedSources, openSources, type OpenSourcesOptions } from "./open_sources.ts";
export { isLoopback } from "./security/mod.ts";
