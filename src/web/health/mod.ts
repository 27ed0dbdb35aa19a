/**
 * How well providers and endpoints answer, as it is now.
 * @module
 */
export { healthRoutes } from "./health_routes.tsx";
