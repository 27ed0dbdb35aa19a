import type { EmbeddingRequest, Warning } from "../../spec/mod.ts";

/** Of a request for embeddings, which are never streamed. */
export const JSON_HEADERS: { readonly [name: string]: string } = {
  "content-type": "application/json",
  accept: "application/json",
};

/** For formats whose models embed everything alike. */
export function purposeWarnings({ purpose }: EmbeddingRequest): Warning[] {
  return purpose === undefined ? [] : [cannotSend("purpose", purpose)];
}

/** What the format has no place for. */
export function cannotSend(name: string, value: string | number): Warning {
  return {
    code: "unsupported",
    message: `Cannot send "${name}" as the format has no place for it: current value is ${JSON.stringify(value)}`,
  };
}
