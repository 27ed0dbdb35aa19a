import { wireOfPath } from "../base/mod.ts";
import type { WireLens } from "../spec/mod.ts";

/**
 * The lens through which a request is seen: that of the provider whom its endpoint names (`model@provider`, or the
 * provider alone), else of the provider at its URL's origin, else one whose wire format has such a path; `null` where
 * nothing tells. `url` is as on the tape: `{gpt@openai}/chat/completions`.
 */
export function lensOf(
  lenses: readonly WireLens[],
  { url, endpoint }: { readonly url: string; readonly endpoint?: string | undefined },
): WireLens | null {
  const wire = wireOfPath(url);
  const named = endpoint === undefined ? undefined : providerOf(endpoint);
  const found = lenses.find(({ provider }) => provider === named) ??
    lenses.find(({ origin }) => origin !== null && (url === origin || url.startsWith(`${origin}/`)));
  if (found === undefined) return lenses.find((lens) => lens.wire === wire) ?? null;
  // A provider may have several formats, each behind a path of its own.
  return lenses.find((lens) => lens.provider === found.provider && lens.wire === wire) ?? found;
}

function providerOf(endpoint: string): string {
  return endpoint.slice(endpoint.indexOf("@") + 1).split("/", 1)[0];
}
