/** @jsxImportSource hono/jsx */
import type { CellDetail } from "../../report/cells/mod.ts";
import type { ChatMessage, JsonValue } from "../../spec/mod.ts";
import { cellLink } from "./_cell_link.ts";
import { LongText } from "./_long_text.tsx";
import { ToolCalls } from "./_tool_calls.tsx";

/** What was sent: every message, and the parameters. */
export function PromptCard({ detail: { run, index, prompt, tape, state } }: { readonly detail: CellDetail }) {
  return (
    <section class="card" aria-labelledby="prompt-title">
      <h2 id="prompt-title">Prompt</h2>
      {prompt === null
        ? (
          <p class="note">
            {tape.problem ?? (state === "waiting"
              ? "It has not been run, and its plan is not at hand."
              : "Neither the tape nor the plan has it, so nobody knows what was sent.")}
          </p>
        )
        : (
          <>
            <p class="note">
              {prompt.source === "tape"
                ? "As it was sent."
                : "As the plan says it: the tape, which has it as it was sent, is not at hand."}
            </p>
            {prompt.messages.map((message, i) => (
              <Message message={message} whole={cellLink(run.runId, index, `/text/message-${i + 1}`)} />
            ))}
            <Parameters parameters={prompt.parameters as { readonly [name: string]: JsonValue }} />
          </>
        )}
    </section>
  );
}

function Message({ message, whole }: { readonly message: ChatMessage; readonly whole: string }) {
  const text = messageText(message);
  const calls = message.role === "assistant" ? message.toolCalls ?? [] : [];
  return (
    <div class="message">
      <h3>
        {message.role}
        {message.role === "tool" && <span class="key note">{` ${message.name ?? message.toolCallId}`}</span>}
        {message.role === "tool" && message.isError === true && <span class="badge bad">failed</span>}
      </h3>
      {text !== "" && <LongText text={text} label={`Message of ${message.role}`} whole={whole} />}
      <ToolCalls calls={calls} />
    </div>
  );
}

/** A message as text; of what is no text, what it is. */
export function messageText({ content }: ChatMessage): string {
  if (content === null || typeof content === "string") return content ?? "";
  return content.map((part) => {
    if (part.type === "text" || part.type === "reasoning") return part.text;
    if (part.type === "image") return `[image ${part.url.length > 120 ? `${part.url.slice(0, 120)}…` : part.url}]`;
    return JSON.stringify(part.value);
  }).join("\n");
}

function Parameters({ parameters }: { readonly parameters: { readonly [name: string]: JsonValue } }) {
  const { tools, ...plain } = parameters;
  const entries = Object.entries(plain);
  return (
    <>
      <h3>Parameters</h3>
      {entries.length === 0 ? <p class="note">None: all are the provider’s own.</p> : (
        <dl class="facts">
          {entries.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd class="key">{JSON.stringify(value)}</dd>
            </>
          ))}
        </dl>
      )}
      {Array.isArray(tools) && (
        <details>
          <summary>{`${tools.length} ${tools.length === 1 ? "tool" : "tools"}`}</summary>
          <LongText text={JSON.stringify(tools, null, 2)} label="Tools" />
        </details>
      )}
    </>
  );
}
