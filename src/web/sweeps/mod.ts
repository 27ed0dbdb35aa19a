/**
 * Runs: all of them, and one while it goes on and when it has ended.
 * @module
 */
export { chartAssetRoutes } from "./chart_asset_routes.ts";
export { sweepRoutes } from "./sweep_routes.tsx";
