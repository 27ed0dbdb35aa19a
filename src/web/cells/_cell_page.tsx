/** @jsxImportSource hono/jsx */
import { formatDuration, formatScore, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { CellDetail, SamePrompt } from "../../report/cells/mod.ts";
import { AnswerCard, type AnswerView } from "./_answer_card.tsx";
import { AuditCard } from "./_audit_card.tsx";
import { cellLink } from "./_cell_link.ts";
import { cellSearch } from "./_cell_query.ts";
import { OthersPart } from "./_others_part.tsx";
import { PromptCard } from "./_prompt_card.tsx";
import { SaveProfileForm } from "./save_profile_form.tsx";
import { ScoresPart } from "./_scores_part.tsx";
import { StateWord } from "./_state_word.tsx";
import { TapeCard } from "./_tape_card.tsx";
import { TriesCard } from "./_tries_card.tsx";

/** What the page of a cell shows. */
export interface CellPageProps {
  readonly detail: CellDetail;
  readonly view: AnswerView;
  readonly rater: string;
  /** `null`: the run is large, and it comes when it is asked for. */
  readonly same: SamePrompt | null;
}

/** A cell in all that is known of it. */
export function CellPage({ detail, view, rater, same }: CellPageProps) {
  const { run, index, identity, state } = detail;
  return (
    <>
      <h1>{`Cell ${index}`}</h1>
      <Whence detail={detail} />
      <Beside detail={detail} />
      <Tiles detail={detail} />
      <div class="halves">
        <PromptCard detail={detail} />
        <div>
          <AnswerCard detail={detail} view={view} />
          {state !== "waiting" && (
            <section class="card" id="scores" aria-labelledby="scores-title">
              <ScoresPart detail={detail} rater={rater} />
            </section>
          )}
        </div>
      </div>
      <TriesCard detail={detail} />
      {identity !== null && state !== "waiting" && (
        <section class="card" aria-labelledby="others-title">
          <h2 id="others-title">Other endpoints</h2>
          {same === null
            ? (
              <details data-load={cellLink(run.runId, index, "/others")}>
                <summary>What they answered to the same prompt</summary>
                <div data-slot>
                  <a href={cellLink(run.runId, null, cellSearch({ prompt: identity.promptId }))}>
                    All cells of this prompt
                  </a>
                </div>
              </details>
            )
            : <OthersPart runId={run.runId} promptId={identity.promptId} same={same} />}
        </section>
      )}
      {state !== "waiting" && <AuditCard detail={detail} />}
      <TapeCard detail={detail} />
      {identity !== null && state !== "waiting" && (
        <section class="card" aria-labelledby="profile-title">
          <h2 id="profile-title">Save its parameters as a profile</h2>
          <SaveProfileForm runId={run.runId} {...identity} />
        </section>
      )}
    </>
  );
}

function Whence({ detail: { run, identity } }: { readonly detail: CellDetail }) {
  return (
    <p class="sub">
      <a href={`/runs/${encodeURIComponent(run.runId)}`}>{run.plan === "" ? "(without a name)" : run.plan}</a> ·{" "}
      <a href={cellLink(run.runId)}>Cells</a>
      {identity === null ? " · its plan is not at hand, so nobody knows what it will ask" : (
        <>
          {" · "}
          <span class="key">{identity.endpoint}</span>
          {identity.label === "" ? "" : " · "}
          <span class="key">{identity.label}</span>
          {` · prompt ${identity.promptId}`}
          {identity.repeat > 1 ? ` · repeat ${identity.repeat}` : ""}
        </>
      )}
    </p>
  );
}

function Beside({ detail: { run, index } }: { readonly detail: CellDetail }) {
  return (
    <nav aria-label="Cells beside this one">
      {index > 0 && <a href={cellLink(run.runId, index - 1)} rel="prev">Previous cell</a>}
      {index + 1 < run.cells && <a href={cellLink(run.runId, index + 1)} rel="next">Next cell</a>}
    </nav>
  );
}

function Tiles({ detail: { state, score, costUsd, tries } }: { readonly detail: CellDetail }) {
  const last = tries.at(-1)?.row;
  const figures = [
    [formatScore(score), "score"],
    [durationText(last?.latencyMs ?? null), "latency"],
    [durationText(last?.ttftMs ?? null), "to the first token"],
    [
      costUsd === null ? UNKNOWN : `$${formatUsd(costUsd)}`,
      tries.length > 1 ? `cost of ${tries.length} tries` : "cost",
    ],
  ];
  return (
    <div class="tiles">
      <div class="tile">
        <strong>
          <StateWord state={state} error={last?.errorKind ?? null} />
        </strong>
        <span>status</span>
      </div>
      {figures.map(([value, name]) => (
        <div class="tile">
          <strong>{value}</strong>
          <span>{name}</span>
        </div>
      ))}
    </div>
  );
}

function durationText(ms: number | null): string {
  return ms === null ? UNKNOWN : formatDuration(ms);
}
