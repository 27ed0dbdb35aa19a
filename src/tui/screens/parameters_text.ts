import { UNKNOWN } from "../../base/mod.ts";
import { rawParameters } from "../../config/mod.ts";
import type { ChatParameters } from "../../spec/mod.ts";

/** `temperature = 0.2, max_tokens = 50` */
export function parametersText(parameters: ChatParameters): string {
  const parts = Object.entries(rawParameters(parameters)).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return parts.length === 0 ? UNKNOWN : parts.join(", ");
}
