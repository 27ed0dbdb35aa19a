/**
 * What programs ask of the dashboard: `/api/models`, `/api/events`, `/v1/models`, and the document that says how.
 * @module
 */
export { apiRoutes } from "./api_routes.ts";
