import { namedEvent } from "./_error_parts.ts";
import { localErrors } from "./_local_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** A server of one's own, which needs no key. */
export const lmstudio: ProviderRow = {
  key: "lmstudio",
  name: "LM Studio",
  origin: null,
  basePath: "/v1",
  wire: "openai-chat",
  keyShapes: [],
  errors: {
    refusal: localErrors.refusal,
    streamError: () => namedEvent("error", { error: { message: "The model has crashed" } }),
  },
};
