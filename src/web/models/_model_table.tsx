/** @jsxImportSource hono/jsx */
import { formatCount } from "../../base/mod.ts";
import type { ListedModel } from "../../catalog/mod.ts";
import { addressOf, type ModelQuery } from "./_model_query.ts";
import { ModelRows } from "./_model_rows.tsx";
import { elementId } from "./_words.ts";

/** So many models stand on a page: with all that belongs to it, it stays far below 150 KB. */
const PER_PAGE = 60;

/** What is shown of the models that were found. */
export interface ModelTableFacts {
  /** All that were found, in their order. */
  readonly models: readonly ListedModel[];
  readonly query: ModelQuery;
  readonly now: Date;
}

/** The models that were found, a page of them. */
export function ModelTable({ models, query, now }: ModelTableFacts) {
  const pages = Math.max(1, Math.ceil(models.length / PER_PAGE));
  const page = Math.min(query.page, pages);
  const first = (page - 1) * PER_PAGE;
  const shown = models.slice(first, first + PER_PAGE);
  if (shown.length === 0) {
    return (
      <div class="card empty">
        <p role="status">No model fits.</p>
        <a href="/">Show all</a>
      </div>
    );
  }
  const range = pages === 1 ? "" : `, ${first + 1} to ${first + shown.length} shown`;
  return (
    <div class="card">
      <div class="wide" role="region" tabindex={0} aria-label="Models that fit">
        <table class="models">
          <caption>
            <span role="status">{formatCount(models.length, "model")}{range}</span>; prices in US dollars per million
            tokens, below per thousand; context in tokens
          </caption>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" class="number">In, $ / 1M</th>
              <th scope="col" class="number">Out, $ / 1M</th>
              <th scope="col" class="number">Context</th>
              <th scope="col">Can do</th>
              <th scope="col">Facts</th>
              <th scope="col">
                <span class="visually-hidden">Choose</span>
              </th>
            </tr>
          </thead>
          {shown.map((model) => (
            <tbody id={elementId("m", model.key)}>
              <ModelRows model={model} now={now} />
            </tbody>
          ))}
        </table>
      </div>
      {pages === 1
        ? null
        : <Pages query={query} page={page} pages={pages} left={models.length - first - shown.length} />}
    </div>
  );
}

function Pages({ query, page, pages, left }: {
  readonly query: ModelQuery;
  readonly page: number;
  readonly pages: number;
  /** Models on later pages. */
  readonly left: number;
}) {
  return (
    <nav class="row pages" aria-label="More models">
      {page > 1 ? <a class="button" href={addressOf({ ...query, page: page - 1 })}>Back</a> : null}
      {page < pages
        ? (
          <a class="button" href={addressOf({ ...query, page: page + 1 })}>
            More: {formatCount(left, "model")}
          </a>
        )
        : null}
    </nav>
  );
}
