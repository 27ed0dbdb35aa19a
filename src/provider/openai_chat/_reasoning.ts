import type { ChatRequest, Dialect, JsonObject } from "../../spec/mod.ts";
import type { UnsupportedFields } from "../_unsupported.ts";

type Settings = Pick<ChatRequest, "reasoningEffort" | "reasoningBudgetTokens" | "reasoningText">;

/** Whether a router takes all settings of reasoning in one object, as OpenRouter has it. */
export function takesReasoningObject({ renames }: Dialect): boolean {
  return renames.reasoning_effort === "reasoning.effort";
}

/** The settings of reasoning as fields of the body. */
export function reasoningToWire(settings: Settings, dialect: Dialect, unsupported: UnsupportedFields): JsonObject {
  const { reasoningEffort: effort, reasoningBudgetTokens: budget, reasoningText: text } = settings;
  if (!takesReasoningObject(dialect)) {
    if (budget !== undefined) unsupported.add("reasoningBudgetTokens", "the provider takes none");
    if (text !== undefined) unsupported.add("reasoningText", "the provider takes none");
    return effort === undefined ? {} : { reasoning_effort: effort };
  }
  const reasoning: JsonObject = {
    ...(effort === undefined ? {} : { effort }),
    ...(budget === undefined ? {} : budget > 0 ? { max_tokens: budget } : { enabled: budget < 0 }),
    ...(text === undefined ? {} : { exclude: !text }),
  };
  return Object.keys(reasoning).length === 0 ? {} : { reasoning };
}

/** The settings in such an object, and what of it they do not say. */
export function readReasoning(value: JsonObject): { settings: Settings; rest: JsonObject } {
  const { effort, max_tokens: budget, enabled, exclude } = value;
  const named = typeof effort === "string" || typeof budget === "number";
  const settings: Settings = {
    ...(typeof effort === "string" ? { reasoningEffort: effort } : {}),
    ...(typeof budget === "number" && budget > 0 ? { reasoningBudgetTokens: budget } : {}),
    ...(typeof enabled === "boolean" && !named ? { reasoningBudgetTokens: enabled ? -1 : 0 } : {}),
    ...(typeof exclude === "boolean" ? { reasoningText: !exclude } : {}),
  };
  const said = {
    effort: settings.reasoningEffort,
    max_tokens: settings.reasoningBudgetTokens,
    enabled: named ? undefined : settings.reasoningBudgetTokens,
    exclude: settings.reasoningText,
  };
  const isSaid = (name: string) => Object.hasOwn(said, name) && said[name as keyof typeof said] !== undefined;
  return { settings, rest: Object.fromEntries(Object.entries(value).filter(([name]) => !isSaid(name))) };
}
