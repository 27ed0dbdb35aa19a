/** @jsxImportSource hono/jsx */
import type { CellDetail } from "../../report/cells/mod.ts";
import { cellLink } from "./_cell_link.ts";
import { LongText } from "./_long_text.tsx";
import { laidOut, ToolCalls } from "./_tool_calls.tsx";

/** How an answer is shown. */
export type AnswerView = "text" | "json";

/** What was answered, and what should have been. */
export function AnswerCard({ detail, view }: { readonly detail: CellDetail; readonly view: AnswerView }) {
  const { run, index, answer, expected, tries } = detail;
  const error = tries.at(-1)?.row.errorMessage ?? null;
  return (
    <section class="card" id="answer" aria-labelledby="answer-title">
      <h2 id="answer-title">Answer</h2>
      {answer === null ? <p class={error === null ? "note" : "bad"}>{error ?? "There is none yet."}</p> : (
        <>
          <nav aria-label="How the answer is shown">
            {(["text", "json"] as const).map((one) => (
              <a
                href={cellLink(run.runId, index, `${one === "text" ? "" : "?view=json"}#answer`)}
                {...(one === view ? { "aria-current": "true" as const } : {})}
              >
                {one === "text" ? "Text" : "JSON"}
              </a>
            ))}
          </nav>
          {view === "text" ? <AnswerText detail={detail} /> : (
            <LongText
              text={answerJson(detail)}
              label="Answer as JSON"
              whole={cellLink(run.runId, index, "/text/answer-json")}
            />
          )}
        </>
      )}
      {expected !== null && (
        <>
          <h3>Expected</h3>
          <LongText
            text={typeof expected === "string" ? expected : JSON.stringify(expected, null, 2)}
            label="Expected answer"
            whole={cellLink(run.runId, index, "/text/expected")}
          />
        </>
      )}
    </section>
  );
}

function AnswerText({ detail: { run, index, answer } }: { readonly detail: CellDetail }) {
  const { text, completion, finishReason } = answer!;
  const { reasoning = "", refusal = null, toolCalls = [], model = null, servedBy, warnings = [] } = completion ?? {};
  const facts = [
    finishReason === null ? null : `ended: ${finishReason}`,
    model === null ? null : `model: ${model}`,
    servedBy === undefined ? null : `served by ${servedBy}`,
    completion === null ? "without the tape its text is all that is known" : null,
  ].filter((fact) => fact !== null);
  return (
    <>
      {reasoning !== "" && (
        <details>
          <summary>{`Reasoning (${reasoning.length.toLocaleString("en-US")} characters)`}</summary>
          <LongText text={reasoning} label="Reasoning" whole={cellLink(run.runId, index, "/text/reasoning")} />
        </details>
      )}
      {text === "" && toolCalls.length === 0 && refusal === null && <p class="note">The answer is empty.</p>}
      {text !== "" && (
        <LongText text={text} label="Text of the answer" whole={cellLink(run.runId, index, "/text/answer")} />
      )}
      {refusal !== null && (
        <>
          <h3>Refusal</h3>
          <LongText text={refusal} label="Refusal" />
        </>
      )}
      <ToolCalls calls={toolCalls} />
      <p class="note">{facts.join(" · ")}</p>
      {warnings.map(({ message }) => <p class="note warn">{message}</p>)}
    </>
  );
}

/** An answer that is JSON laid out; else all that is known of it. */
export function answerJson({ answer }: CellDetail): string {
  const { text, finishReason, completion } = answer!;
  const trimmed = text.trim();
  const parsed = /^[[{]/.test(trimmed) ? laidOut(trimmed) : trimmed;
  if (parsed !== trimmed) return parsed;
  return JSON.stringify(completion ?? { text, finishReason }, null, 2);
}
