import type { ChatRequest, JsonObject, JsonValue } from "../../spec/mod.ts";
import { isObject } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";

type Reasoning = Pick<ChatRequest, "reasoningBudgetTokens" | "reasoningEffort" | "reasoningText">;

/** How much a model is asked to think: the provider knows on and off, and a budget. */
export function thinkingToWire(request: Reasoning, unsupported: UnsupportedFields): JsonObject | null {
  const { reasoningBudgetTokens: budget, reasoningEffort: effort, reasoningText } = request;
  if (reasoningText === false) unsupported.add("reasoningText", "the provider gives the text of its reasoning always");
  if (effort !== undefined && effort !== "none") {
    unsupported.add("reasoningEffort", "the provider knows none: thinking is turned on");
  } else if (effort === "none" && budget !== undefined && budget !== 0) {
    unsupported.add("reasoningEffort", "a budget for reasoning stands beside it");
  }
  if (budget === undefined && effort === undefined) return null;
  if (budget === 0 || (budget === undefined && effort === "none")) return { type: "disabled" };
  return budget !== undefined && budget > 0 ? { type: "enabled", token_budget: budget } : { type: "enabled" };
}

/** The way back; `undefined` where it is not understood. */
export function thinkingFromWire(value: JsonValue | undefined): number | undefined {
  if (!isObject(value)) return undefined;
  const { type, token_budget: budget, ...rest } = value;
  if (Object.keys(rest).length > 0) return undefined;
  if (budget === undefined) return type === "enabled" ? -1 : type === "disabled" ? 0 : undefined;
  return type === "enabled" && typeof budget === "number" && budget > 0 ? budget : undefined;
}
