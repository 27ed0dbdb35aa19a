import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** A router to many providers. */
export const requesty: ProviderRow = {
  key: "requesty",
  name: "Requesty",
  origin: "https://router.requesty.ai",
  basePath: "/v1",
  wire: "openai-chat",
  keyShapes: [{
    name: "requesty-key",
    prefix: "rqsty-",
    pattern: "rqsty-[\\w+/=-]{20,}",
    example: `rqsty-sk-${"Filler0".repeat(8)}`,
  }],
  errors: plainErrors,
};
