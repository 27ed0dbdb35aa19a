import type { WireLens, WireOutcome } from "../../spec/mod.ts";
import { decodeBody } from "../body.ts";
import type { Interaction } from "../interaction.ts";
import { lensOf } from "../lens_of.ts";

/** The lens through which an interaction is seen; `null` where nothing tells. */
export function lensOfInteraction(lenses: readonly WireLens[], { request, endpoint }: Interaction): WireLens | null {
  return lensOf(lenses, { url: request.url, endpoint });
}

/** What the recorded response says; `null` where there is none, and where no lens reads it. */
export function readAnswer(lenses: readonly WireLens[], record: Interaction): WireOutcome | null {
  const { request, response, failure } = record;
  const lens = lensOfInteraction(lenses, record);
  if (response === undefined || lens === null) return null;
  const { status, headers, body, cuts, headersMs } = response;
  return lens.readAnswer({
    status,
    headers: new Headers(headers),
    body: decodeBody(body),
    cuts,
    headersMs,
    ...(failure === undefined ? {} : { failure }),
  }, request.url);
}
