/**
 * A router for the clients of OpenAI: what they ask goes through the registry, with its tape, limits, budget and cost.
 * @module
 */
export { routerRoutes, type RouterRoutesOptions } from "./router_routes.ts";
