import type { ChatRequest, Endpoint, Warning } from "../../spec/mod.ts";

/** A request as one endpoint may be sent it, and what it lacks there. */
export interface OwnRequest {
  readonly request: ChatRequest;
  readonly warnings: readonly Warning[];
}

/** A request without the fields of a format that the endpoint does not speak: providers refuse a field unknown to them. */
export function ownExtra(request: ChatRequest, endpoint: Endpoint, wire: string | undefined): OwnRequest {
  const { extra, ...rest } = request;
  if (wire === undefined || wire === endpoint.wire || extra === undefined) return { request, warnings: [] };
  const warnings = Object.keys(extra).map((name): Warning => ({
    code: "unsupported",
    message: `Cannot send "${name}" as only the format ${wire} has such a field`,
  }));
  return { request: rest, warnings };
}
