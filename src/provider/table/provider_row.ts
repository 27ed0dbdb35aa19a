import type { FaultResponse, KeyShape, ProviderKey, Refusal } from "../../spec/mod.ts";

/** How a provider words its errors. */
export interface ProviderErrors {
  /** A refusal with its own status, headers and body. */
  refusal(refusal: Refusal): FaultResponse;
  /** One event that breaks a stream off under HTTP 200, its empty line included. */
  streamError(): string;
}

/** What is known of a provider: data, and the words of its errors. */
export interface ProviderRow {
  /** `deepinfra` */
  readonly key: ProviderKey;
  /** For people: `DeepInfra`. */
  readonly name: string;
  /** Without a path or a trailing slash; `null` for servers of one's own. */
  readonly origin: string | null;
  /** What stands between the origin and the wire format's own path: `/v1`. */
  readonly basePath: string;
  /** The wire format that it speaks: `openai-chat`. */
  readonly wire: string;
  /** Empty where its credentials cannot be told from other texts. */
  readonly keyShapes: readonly KeyShape[];
  /** How it says no. */
  readonly errors: ProviderErrors;
}
