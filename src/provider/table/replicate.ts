import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, PLAIN } from "./_facts.ts";
import { plainErrors } from "./_plain_errors.ts";

/** Replicate. */
export const replicate: ProviderAdapter = {
  version: 1,
  key: "replicate",
  name: "Replicate",
  origin: "https://api.replicate.com",
  basePath: "/v1",
  wire: "replicate-predictions",
  doors: [],
  auth: BEARER,
  keyEnv: ["REPLICATE_API_TOKEN"],
  models: null,
  health: null,
  limits: {},
  dialect: PLAIN,
  embeddings: null,
  keyShapes: [{
    name: "replicate-token",
    prefix: "r8_",
    pattern: "r8_[A-Za-z0-9]{37,40}",
    example: `r8_${"Filler0".repeat(5)}Fi`,
  }],
  errors: plainErrors,
  quirks: [
    "Its format is that of predictions, which is known to the tape alone.",
  ],
};
