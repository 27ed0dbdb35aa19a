import type { FinishReason } from "../../spec/mod.ts";

/** The meaning of a `done_reason`: an answer that calls tools ends with `stop` too. */
export function finishReason(raw: string | null, calls: number): FinishReason | null {
  switch (raw) {
    case null:
      return null;
    case "stop":
      return calls > 0 ? "tool_calls" : "stop";
    case "length":
      return "length";
    default:
      // `load` and `unload` answer a request that only moves the model.
      return "other";
  }
}
