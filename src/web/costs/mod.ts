/**
 * What calls have cost, and will.
 * @module
 */
export { costRoutes } from "./cost_routes.tsx";
