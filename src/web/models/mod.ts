/**
 * The page of models: finding, choosing and refreshing them.
 * @module
 */
export { modelsRoutes } from "./models_routes.tsx";
