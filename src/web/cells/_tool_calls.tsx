/** @jsxImportSource hono/jsx */
import type { ToolCall } from "../../spec/mod.ts";

/** Calls of tools with their arguments, laid out where they are JSON. */
export function ToolCalls({ calls }: { readonly calls: readonly ToolCall[] }) {
  return (
    <>
      {calls.map((call) => (
        <div class="tool-call">
          <p>
            <span class="badge accent">tool call</span> <b class="key">{call.name}</b>{" "}
            <span class="key note">{call.id}</span>
          </p>
          <pre tabindex={0} role="region" aria-label={`Arguments of ${call.name}`}>{laidOut(call.arguments)}</pre>
        </div>
      ))}
    </>
  );
}

/** As the model wrote it where that is no JSON. */
export function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
