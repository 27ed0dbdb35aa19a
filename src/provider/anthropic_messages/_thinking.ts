import type { ChatRequest, JsonObject } from "../../spec/mod.ts";
import type { UnsupportedFields } from "../_unsupported.ts";

/** How much a model is asked to think, as two fields of the body say it. */
export interface WireThinking {
  readonly thinking?: JsonObject;
  /** Goes into `output_config`. */
  readonly effort?: string;
}

type Reasoning = Pick<ChatRequest, "reasoningBudgetTokens" | "reasoningEffort" | "reasoningText">;

const DISPLAYS: { readonly [display: string]: boolean } = { summarized: true, omitted: false };

/**
 * A budget is one (0 turns thinking off, -1 leaves it to the model), and an effort without one lets the model think as
 * it sees fit. Models before 4.6 know a budget only, those from 4.7 on an effort only: which it is stays with the caller.
 */
export function thinkingToWire(request: Reasoning, unsupported: UnsupportedFields): WireThinking {
  const { reasoningBudgetTokens: budget, reasoningEffort, reasoningText } = request;
  const effort = reasoningEffort === "none" ? undefined : reasoningEffort;
  if (reasoningEffort === "none" && budget !== undefined && budget !== 0) {
    unsupported.add("reasoningEffort", "a budget for reasoning stands beside it");
  }
  const thinking = thinkingOf(budget ?? (reasoningEffort === undefined ? undefined : effort === undefined ? 0 : -1));
  if (reasoningText !== undefined && thinking !== null && thinking.type !== "disabled") {
    thinking.display = reasoningText ? "summarized" : "omitted";
  } else if (reasoningText === true) {
    unsupported.add("reasoningText", "no reasoning is asked for: the request has neither an effort nor a budget");
  }
  return { ...(thinking === null ? {} : { thinking }), ...(effort === undefined ? {} : { effort }) };
}

function thinkingOf(budget: number | undefined): JsonObject | null {
  if (budget === undefined) return null;
  if (budget === 0) return { type: "disabled" };
  return budget < 0 ? { type: "adaptive" } : { type: "enabled", budget_tokens: budget };
}

/**
 * The way back; `null` where the two fields say something that has no name here. An effort alone is one of the whole
 * answer, not of reasoning.
 */
export function thinkingFromWire({ thinking, effort }: { thinking: JsonObject; effort?: string }): Reasoning | null {
  const { type, budget_tokens: budget, display, ...rest } = thinking;
  if (Object.keys(rest).length > 0 || effort === "none") return null;
  if (display !== undefined && (typeof display !== "string" || !Object.hasOwn(DISPLAYS, display))) return null;
  const text = display === undefined ? {} : { reasoningText: DISPLAYS[display] };
  const asked = effort === undefined ? {} : { reasoningEffort: effort };
  switch (type) {
    case "enabled":
      return typeof budget === "number" && budget > 0 ? { reasoningBudgetTokens: budget, ...asked, ...text } : null;
    case "adaptive":
      if (budget !== undefined) return null;
      return { ...(effort === undefined ? { reasoningBudgetTokens: -1 } : asked), ...text };
    case "disabled":
      return budget === undefined && display === undefined ? { reasoningBudgetTokens: 0, ...asked } : null;
    default:
      return null;
  }
}
