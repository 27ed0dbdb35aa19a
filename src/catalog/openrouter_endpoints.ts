import type { EndpointListing } from "./catalog_options.ts";
import { readEndpointList } from "./importers/mod.ts";

const LIFETIME_MS = 45 * 60_000;

/** How the router lists who serves a model. */
export const openrouterEndpoints: EndpointListing = {
  // A variant is a part of the id there, and a path segment takes it as it stands.
  url: ({ wireModel }) => `/models/${wireModel.split("/").map(encodeURIComponent).join("/")}/endpoints`,
  lifetimeMs: LIFETIME_MS,
  read: readEndpointList,
};
