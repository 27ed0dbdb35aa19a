import { wireOfPath } from "../base/mod.ts";
import type { WireOutcome, WireResponse } from "../spec/mod.ts";
import { readPlainAnswer } from "./_plain_answer.ts";
import { providerLenses } from "./provider_lenses.ts";

/** What a response says, read by the wire format that the URL of its request tells. It never throws. */
export function readAnswerOfUrl(response: WireResponse, url: string): WireOutcome {
  const wire = wireOfPath(url);
  const lens = providerLenses().find((one) => one.wire === wire);
  return (lens?.readAnswer ?? readPlainAnswer)(response);
}
