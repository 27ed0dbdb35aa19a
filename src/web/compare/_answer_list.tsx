/** @jsxImportSource hono/jsx */
import { formatCount, formatMs, formatScore, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { AnswerChange, AnswerChangeKind, AnswerChanges, ChangedAnswer } from "../../analysis/mod.ts";
import { AnswerDiff } from "./_answer_diff.tsx";
import { answerWords } from "./_answer_words.ts";
import { addressOf, type CompareQuery, SHOWN, type Shown, type View, VIEWS } from "./_compare_query.ts";
import type { ShownChanges } from "./_shown_changes.ts";
import { changeText } from "./_words.ts";

/** What the list of answers shows. */
export interface AnswerListFacts {
  readonly answers: AnswerChanges;
  readonly shown: ShownChanges;
  readonly query: CompareQuery;
}

const LISTS: { readonly [show in Shown]: string } = {
  changed: "Changed",
  worse: "Worse in B",
  better: "Better in B",
  all: "All",
};
const LOOKS: { readonly [view in View]: string } = { unified: "In one text", side: "Side by side" };
const KINDS: { readonly [kind in AnswerChangeKind]: string } = {
  same: "the same text",
  equal: "says the same",
  changed: "another answer",
  lost: "no answer in B",
  gained: "no answer in A",
  none: "no answer on either side",
};

/** The answers of both sides, pair by pair, with the words that differ. */
export function AnswerList({ answers, shown, query }: AnswerListFacts) {
  const { counts, changes, page, pages } = shown;
  const link = (change: Partial<CompareQuery>) => `${addressOf({ ...query, page: 1, ...change })}#answers`;
  const unpaired = [["A", answers.onlyA], ["B", answers.onlyB]] as const;
  return (
    <section class="card" id="answers" aria-labelledby="answers-title">
      <h2 id="answers-title">Answers</h2>
      <p class="sub">
        {`${formatCount(counts.changed, "changed answer")} of ${formatCount(counts.all, "pair")}`}
        {unpaired.filter(([, count]) => count > 0).map(([name, count]) => `; ${count} in ${name} alone`)}
        {`, paired by ${answers.matched.map(columnName).join(", ")}.`}
      </p>
      <div class="row">
        <nav aria-label="Which answers are listed">
          {SHOWN.map((show) => (
            <a href={link({ show })} {...current(show === query.show)}>{`${LISTS[show]} (${counts[show]})`}</a>
          ))}
        </nav>
        <nav aria-label="How answers are shown">
          {VIEWS.map((view) => <a href={link({ view, page })} {...current(view === query.view)}>{LOOKS[view]}</a>)}
        </nav>
      </div>
      {changes.length === 0 ? <p class="empty">{emptyText(query.show, counts)}</p> : (
        <>
          {query.view === "unified" && (
            <p class="note">
              <del>A alone</del> <ins>B alone</ins>
            </p>
          )}
          {changes.map((change) => <Pair change={change} view={query.view} />)}
        </>
      )}
      {pages > 1 && (
        <nav aria-label="Pages of answers">
          {page > 1 && <a href={link({ page: page - 1 })} rel="prev">Previous</a>}
          <span class="note">{`Page ${page} of ${pages}`}</span>
          {page < pages && <a href={link({ page: page + 1 })} rel="next">Next</a>}
        </nav>
      )}
    </section>
  );
}

function Pair({ change, view }: { readonly change: AnswerChange; readonly view: View }) {
  const { a, b, kind, promptId, repeat } = change;
  const hasTexts = a.output !== null || b.output !== null;
  return (
    <article class="pair">
      <h3>
        {promptId}
        {repeat > 1 && <span class="note">{` repeat ${repeat}`}</span>} <span class="badge">{KINDS[kind]}</span>
      </h3>
      <p class="sub">
        {a.endpoint === b.endpoint && a.label === b.label ? <span class="key">{`${a.endpoint} ${a.label}`}</span> : (
          <>
            A <span class="key">{`${a.endpoint} ${a.label}`}</span> · B{" "}
            <span class="key">{`${b.endpoint} ${b.label}`}</span>
          </>
        )}
      </p>
      <p class="deltas">
        <Delta name="Score" values={[a.score, b.score]} format={formatScore} unit={null} suffix="" />
        <Delta name="Latency" values={[a.latencyMs, b.latencyMs]} format={formatMs} unit="ms" suffix=" ms" />
        <Delta name="Cost" values={[a.costUsd, b.costUsd]} format={formatUsd} unit="US$" suffix=" US$" />
        <span>
          <CellLink name="A" cell={a} /> · <CellLink name="B" cell={b} />
        </span>
      </p>
      {hasTexts
        ? (
          <AnswerDiff
            words={answerWords(a.output, b.output)}
            view={view}
            lost={{ a: lostText(a), b: lostText(b) }}
          />
        )
        : <p class="note">{`No answer: A ${lostText(a)}, B ${lostText(b)}`}</p>}
    </article>
  );
}

function Delta({ name, values: [a, b], format, unit, suffix }: {
  readonly name: string;
  readonly values: readonly [number | null, number | null];
  readonly format: (value: number | null) => string;
  readonly unit: string | null;
  readonly suffix: string;
}) {
  const change = a === null || b === null ? "" : ` (${changeText(b - a, { unit })})`;
  const [before, after] = [
    `${format(a)}${a !== null && b === null ? suffix : ""}`,
    `${format(b)}${b === null ? "" : suffix}`,
  ];
  const text = a === b ? after : `${before} → ${after}${change}`;
  return <span>{`${name} ${text}`}</span>;
}

function CellLink({ name, cell: { runId, cellIndex } }: { readonly name: string; readonly cell: ChangedAnswer }) {
  return <a href={`/runs/${encodeURIComponent(runId)}/cells/${cellIndex}`}>{`${name}: cell ${cellIndex}`}</a>;
}

function lostText({ output, errorKind }: ChangedAnswer): string | null {
  return output === null ? errorKind ?? UNKNOWN : null;
}

function emptyText(show: Shown, { all }: ShownChanges["counts"]): string {
  if (all === 0) return "No call is on both sides, so no answers can be compared.";
  return { changed: "No answer has changed.", worse: "No answer got worse.", better: "No answer got better.", all: "" }[
    show
  ];
}

function columnName(column: string): string {
  return column.replace(/^param_/, "").replace("prompt_id", "prompt");
}

function current(is: boolean) {
  return is ? { "aria-current": "true" as const } : {};
}
