import type { ChatRequest } from "../../spec/mod.ts";

/**
 * The formats in which parts of what is said to a model are written that have no name in all of them: a file, sound. An
 * endpoint of another format would be asked without them, which is another question. What a model said itself, it can do
 * without.
 */
export function partWires({ messages }: ChatRequest): readonly string[] {
  const wires = new Set<string>();
  for (const { role, content } of messages) {
    if (role === "assistant" || typeof content === "string") continue;
    for (const part of content) if (part.type === "native") wires.add(part.wire);
  }
  return [...wires];
}
