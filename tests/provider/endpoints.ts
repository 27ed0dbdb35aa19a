import type { Endpoint } from "../../src/spec/mod.ts";

/** An endpoint that speaks a wire format, as far as a body depends on it. */
export function endpointFor(wire: string, wireModel = "m", fields: Partial<Endpoint> = {}): Endpoint {
  return {
    key: `author/${wireModel}@provider`,
    model: `author/${wireModel}`,
    provider: "provider",
    baseUrl: "http://127.0.0.1:9/v1",
    wireModel,
    wire,
    price: null,
    credential: null,
    ...fields,
  };
}
