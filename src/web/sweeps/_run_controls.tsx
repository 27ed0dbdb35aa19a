/** @jsxImportSource hono/jsx */
import type { RunStand } from "../../sweep/mod.ts";
import { runLink } from "./_run_link.ts";

/** What a run can be told from here: whoever runs it does it within a second. Nothing is called from here. */
export function RunControls({ stand: { run: { runId }, state } }: { readonly stand: RunStand }) {
  if (state === "done") return null;
  const resume = <pre>{`deno task tapedeck run resume ${runId}`}</pre>;
  return (
    <div class="row orders">
      {state === "running" && <Order runId={runId} order="pause" words="Pause" done="The run is told to pause" />}
      {state === "paused" && <Order runId={runId} order="resume" words="Resume" done="The run is told to go on" />}
      {state === "ending" && <p class="note">It ends when its calls in flight have ended.</p>}
      {(state === "running" || state === "paused" || state === "interrupted") && (
        <details id="run-cancel-why">
          <summary>Cancel…</summary>
          <p class="note">
            What has ended is kept. It is gone on with only where it is asked for by its id.
          </p>
          <Order runId={runId} order="cancel" words="Cancel the run" done="The run is told to end" />
        </details>
      )}
      {(state === "interrupted" || state === "cancelled") && (
        <div>
          <p class="note">
            No process has it. It goes on where it is run:
          </p>
          {resume}
        </div>
      )}
    </div>
  );
}

function Order({ runId, order, words, done }: {
  readonly runId: string;
  readonly order: "pause" | "resume" | "cancel";
  readonly words: string;
  readonly done: string;
}) {
  return (
    <form method="post" action={runLink(runId, `/${order}`)} data-post="controls" data-done={done}>
      <button type="submit" id={`run-${order}`}>{words}</button>
    </form>
  );
}
