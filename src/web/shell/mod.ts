/**
 * What all pages have in common: the frame around them, their looks, their one script.
 * @module
 */
export { assetRoutes } from "./asset_routes.ts";
export { type Bar, BarChart, type BarChartFacts } from "./bar_chart.tsx";
export { page, type PageFacts } from "./page.tsx";
