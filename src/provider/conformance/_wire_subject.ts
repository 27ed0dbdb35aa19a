import type { Endpoint, ProviderAdapter, WireFormat, WireRequest } from "../../spec/mod.ts";
import type { ChatRequest } from "../../spec/mod.ts";
import { endpointOf } from "../endpoint_of.ts";
import { given } from "./_law.ts";
import type { Chance } from "./_chance.ts";
import type { GoldenCase } from "./golden_case.ts";

/** One wire format that a provider speaks, ready to be asked. */
export interface WireSubject {
  readonly adapter: ProviderAdapter;
  readonly format: WireFormat;
  readonly endpoint: Endpoint;
  /** Whether it is the provider's own door, in whose format its errors are. */
  readonly isMain: boolean;
  /** Answers of the format whose meaning is known. */
  readonly samples: readonly GoldenCase[];
  /** The same for the same law, whatever else is checked. */
  chance(law: string): Chance;
}

/** What no body may have in it. */
export const SECRET = "conformance-credential-0123456789";

/** The id under which the model is asked for. */
export const WIRE_MODEL = "conformance-model";

/** The endpoint that requests are written to. `onReveal` is told when the format takes the credential. */
export function checkedEndpoint(adapter: ProviderAdapter, wire: string, onReveal: () => void = () => {}): Endpoint {
  const credential = {
    name: "env:CONFORMANCE",
    reveal: () => {
      onReveal();
      return SECRET;
    },
  };
  const baseUrl = "https://provider.invalid/v1";
  return endpointOf(adapter, { model: `author/${WIRE_MODEL}`, wireModel: WIRE_MODEL, wire, baseUrl, credential });
}

/** A request as the format writes it. */
export function written({ format, endpoint }: WireSubject, request: ChatRequest): WireRequest {
  return given(request, () => format.toWire(request, endpoint));
}

/** What the format says that it cannot send, beyond what it says of another request. */
export function newWarnings(wire: WireRequest, base: WireRequest): string[] {
  const known = base.warnings.map(({ message }) => message);
  return wire.warnings.filter(({ code, message }) => code === "unsupported" && !known.includes(message))
    .map(({ message }) => message);
}

/** All of a request that goes over the wire, without what it warns of. */
export function sent({ body, path, headers }: WireRequest): string {
  return JSON.stringify({ path, body, headers });
}
