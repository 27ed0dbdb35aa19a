/**
 * Two runs or variants side by side.
 * @module
 */
export { compareRoutes } from "./compare_routes.tsx";
