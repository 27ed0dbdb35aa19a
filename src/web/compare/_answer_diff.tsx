/** @jsxImportSource hono/jsx */
import { formatCount, printable } from "../../base/mod.ts";
import type { CutChange, WordChange } from "../../cassette/words/mod.ts";
import type { AnswerWords } from "./_answer_words.ts";
import type { View } from "./_compare_query.ts";

/** Two answers, and which words of them are not in the other. */
export function AnswerDiff({ words, view, lost }: {
  readonly words: AnswerWords;
  readonly view: View;
  /** Why a side has no answer; `null` where it has one. */
  readonly lost: { readonly a: string | null; readonly b: string | null };
}) {
  const { changes, isOther, uncompared } = words;
  // Texts that have nothing in common are read rather than compared: marks all over them say nothing.
  const isUnlike = isOther || lost.a !== null || lost.b !== null;
  const isApart = view === "side" || isUnlike;
  const shown = isUnlike ? unmarked : (parts: readonly CutChange[]) => parts;
  return (
    <>
      {isApart
        ? (
          <div class="sides">
            <Side name="A" changes={shown(without(changes, "added"))} lost={lost.a} />
            <Side name="B" changes={shown(without(changes, "removed"))} lost={lost.b} />
          </div>
        )
        : <div class="answer" dir="auto">{changes.map((change) => <Stretch change={change} />)}</div>}
      {isOther && <p class="note">The answers have too little in common for a comparison word by word.</p>}
      {uncompared > 0 && (
        <p class="note">
          {`The last ${formatCount(uncompared, "character")} of these answers are neither compared nor shown.`}
        </p>
      )}
    </>
  );
}

function without(changes: readonly CutChange[], kind: WordChange["kind"]): CutChange[] {
  return changes.filter((change) => (change.kind === "skipped" ? change.of : change.kind) !== kind);
}

function unmarked(changes: readonly CutChange[]): CutChange[] {
  return changes.map((change) => change.kind === "skipped" ? change : { kind: "same", text: change.text });
}

function Side({ name, changes, lost }: {
  readonly name: string;
  readonly changes: readonly CutChange[];
  readonly lost: string | null;
}) {
  return (
    <div>
      <h4>{name}</h4>
      <div class="answer" dir="auto">
        {lost !== null
          ? <em>{`No answer: ${lost}`}</em>
          : changes.length === 0
          ? <em>An empty answer</em>
          : changes.map((change) => <Stretch change={change} />)}
      </div>
    </div>
  );
}

/** A stretch with marks that are read out, too: colours and lines are not. */
function Stretch({ change }: { readonly change: CutChange }) {
  if (change.kind === "skipped") {
    const what = { same: "the same on both sides", removed: "more in A", added: "more in B" }[change.of];
    return <span class="skipped">{` … ${formatCount(change.characters, "character")} ${what} … `}</span>;
  }
  const text = printable(change.text);
  if (change.kind === "same") return <span>{text}</span>;
  return change.kind === "removed"
    ? (
      <del>
        <span class="visually-hidden">[only in A:</span>
        {text}
        <span class="visually-hidden">]</span>
      </del>
    )
    : (
      <ins>
        <span class="visually-hidden">[only in B:</span>
        {text}
        <span class="visually-hidden">]</span>
      </ins>
    );
}
