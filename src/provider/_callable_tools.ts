import type { ToolDefinition } from "../spec/mod.ts";
import type { UnsupportedFields } from "./_unsupported.ts";

/** Words for a tool that the caller runs: all others are of a provider's own. */
const CALLERS_OWN: readonly string[] = ["function", "custom"];

/**
 * The tools that the caller runs, without the word for that. Tools of another provider's own have their type beside
 * their name, and nothing that could be called: they are left out and told. None at all are no list.
 */
export function callableTools(
  tools: readonly ToolDefinition[] | undefined,
  unsupported: UnsupportedFields,
): ToolDefinition[] | undefined {
  const callable = tools?.filter((tool) => isCallable(tool, unsupported)).map(withoutType);
  return callable?.length === 0 && tools?.length !== 0 ? undefined : callable;
}

function isCallable({ name, extra }: ToolDefinition, unsupported: UnsupportedFields): boolean {
  const type = extra?.type;
  if (typeof type !== "string" || CALLERS_OWN.includes(type)) return true;
  unsupported.add("tools", `"${name === "" ? type : name}" is a tool of another provider's own`);
  return false;
}

function withoutType(tool: ToolDefinition): ToolDefinition {
  if (typeof tool.extra?.type !== "string") return tool;
  const { type: _, ...extra } = tool.extra;
  return { ...tool, extra };
}
