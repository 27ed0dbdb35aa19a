/** @jsxImportSource hono/jsx */
import { formatScore, formatUsd } from "../../base/mod.ts";
import type { CellDetail, CellScore } from "../../report/cells/mod.ts";
import { cellLink } from "./_cell_link.ts";

/** What the part about scores shows. */
export interface ScoresPartProps {
  readonly detail: Pick<CellDetail, "run" | "index" | "score" | "scores" | "ratings" | "state">;
  /** Who rates, unless they say otherwise. */
  readonly rater: string;
}

/** The verdicts on an answer, and the form by which people give theirs. */
export function ScoresPart({ detail, rater }: ScoresPartProps) {
  const { scores, score, ratings, state } = detail;
  return (
    <>
      <h2 id="scores-title">Scores</h2>
      {scores.length === 0
        ? <p class="note">Nobody and nothing has looked at it yet.</p>
        : (
          <div class="wide" tabindex={0} role="region" aria-label="Table of scores">
            <table class="narrow">
              <caption class="visually-hidden">Verdicts on the answer</caption>
              <thead>
                <tr>
                  <th scope="col">Scorer</th>
                  <th scope="col" class="number">Score</th>
                  <th scope="col" class="number">Scoring</th>
                  <th scope="col">Detail</th>
                </tr>
              </thead>
              <tbody>{scores.map((one) => <Verdict score={one} />)}</tbody>
            </table>
          </div>
        )}
      {scores.length > 0 && (
        <p class="note">{`What counts is ${formatScore(score)}, the mean of the verdicts that apply.`}</p>
      )}
      {ratings.length > 0 && (
        <>
          <h3>Ratings</h3>
          <ul class="plain">
            {ratings.map((one) => (
              <li>
                <b>{one.rater}</b> <span class="badge">{formatScore(one.score)}</span> {one.note}{" "}
                <span class="note">{`${one.at.slice(0, 16).replace("T", " ")} UTC`}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {state === "ok"
        ? <RatingForm detail={detail} rater={rater} />
        : <p class="note">There is no answer that could be rated.</p>}
    </>
  );
}

function Verdict({ score: { name, score, scoring, counts, metadata, costUsd } }: { readonly score: CellScore }) {
  // What people said stands below, in words.
  const { ratings: _ratings, ...detail } = metadata ?? {};
  const text = Object.keys(detail).length === 0 ? "" : JSON.stringify(detail);
  return (
    <tr>
      <th scope="row">
        {name}
        {!counts && <span class="note">(a later one counts)</span>}
      </th>
      <td class="number">{score === null ? <span class="note">does not apply</span> : formatScore(score)}</td>
      <td class="number">{scoring}</td>
      <td class="key">
        {text.length > 600 ? `${text.slice(0, 600)}…` : text}
        {costUsd !== undefined && <span class="note">{` its calls cost $${formatUsd(costUsd)}`}</span>}
      </td>
    </tr>
  );
}

function RatingForm({ detail: { run, index, ratings }, rater }: ScoresPartProps) {
  const own = ratings.find((one) => one.rater === rater);
  return (
    <form
      data-post="scores"
      data-done="Your rating is kept"
      action={cellLink(run.runId, index, "/rating")}
      method="post"
      class="rating"
    >
      <fieldset>
        <legend>{own === undefined ? "Rate it yourself" : "Change your rating"}</legend>
        <div class="row">
          <button id="rate-right" type="submit" name="thumb" value="up" formnovalidate>Right (1)</button>
          <button id="rate-wrong" type="submit" name="thumb" value="down" formnovalidate>Wrong (0)</button>
          <label>
            or from 0 to 1
            <input
              name="score"
              type="number"
              min="0"
              max="1"
              step="any"
              inputmode="decimal"
              value={own === undefined ? "" : String(own.score)}
            />
          </label>
          <label>
            Who rates
            <input name="rater" value={rater} maxlength={100} autocomplete="username" />
          </label>
          <label class="grow">
            Why, if you like
            <input name="note" value={own?.note ?? ""} maxlength={4000} />
          </label>
          <button id="rate-score" type="submit" class="primary">Keep the rating</button>
        </div>
      </fieldset>
    </form>
  );
}
