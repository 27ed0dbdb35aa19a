/** @jsxImportSource hono/jsx */
import { formatCount, UNKNOWN } from "../../base/mod.ts";
import type { ProviderOverview } from "../../routing/mod.ts";
import type { HealthState } from "../../spec/mod.ts";
import type { HealthFacts } from "./_health_view.ts";
import { ProviderCard } from "./_provider_card.tsx";
import { StateDot } from "./_state_dot.tsx";
import { agoText, tierText } from "./_words.ts";

const STATES: readonly HealthState[] = ["healthy", "degraded", "down", "unknown"];

/** How many providers are in which state. */
export function Summary({ overviews, running }: HealthFacts) {
  const used = overviews.filter(({ isUsed }) => isUsed);
  const endpoints = used.flatMap((one) => one.endpoints);
  const down = endpoints.filter(({ state }) => state === "down").length;
  return (
    <>
      {STATES.map((state) => (
        <div class="tile">
          <strong>{used.filter((one) => one.state === state).length}</strong>
          <StateDot state={state} />
        </div>
      ))}
      <div class="tile">
        <strong class={down > 0 ? "bad" : ""}>{down}</strong>
        <span>of {formatCount(endpoints.length, "endpoint")} down</span>
      </div>
      <div class="tile">
        <strong>{running.length}</strong>
        <span>{running.length === 1 ? "other command running" : "other commands running"}</span>
      </div>
    </>
  );
}

/** A card for each provider that is used, by name, so that no card moves while somebody reads it. */
export function Cards({ overviews, now }: HealthFacts) {
  const used = overviews.filter(({ isUsed }) => isUsed);
  if (used.length === 0) {
    return (
      <p class="card empty">
        No provider is set up, has a key or was seen in a run:{" "}
        <code>deno task tapedeck credential set openai/default</code> keeps a key, and <code>tapedeck.toml</code>{" "}
        sets up servers of your own.
      </p>
    );
  }
  return <div class="cards">{used.map((overview) => <ProviderCard overview={overview} now={now} />)}</div>;
}

/** Which cards there are, and in what order: as long as it stays the same, only what is in them changes. */
export function cardsMark({ overviews }: HealthFacts): string {
  return JSON.stringify(
    overviews.filter(({ isUsed }) => isUsed).map(({ provider, endpoints }) => [provider, endpoints.length > 0]),
  );
}

/** Providers of which only a list is known. */
export function ListedTable({ overviews, now }: HealthFacts) {
  const listed = overviews.filter(({ isUsed }) => !isUsed);
  if (listed.length === 0) return null;
  return (
    <details class="card">
      <summary>{formatCount(listed.length, "more provider")}, known by a list alone</summary>
      <div class="wide" role="region" tabindex={0} aria-label="Providers known by a list, as a table">
        <table data-sort>
          <caption>Neither set up nor seen; a key is all that is missing</caption>
          <thead>
            <tr>
              {["Provider", "Models", "Facts", "Fetched", "Its list needs a key"].map((text) => (
                <th scope="col" class={text === "Models" ? "number" : ""}>
                  <button type="button" class="plain">{text}</button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{listed.map((overview) => <ListedRow overview={overview} now={now} />)}</tbody>
        </table>
      </div>
    </details>
  );
}

function ListedRow({ overview: { provider, list }, now }: {
  readonly overview: ProviderOverview;
  readonly now: Date;
}) {
  return (
    <tr>
      <th scope="row">{provider}</th>
      <td class="number" data-value={list?.rows ?? UNKNOWN}>{(list?.rows ?? 0).toLocaleString("en-US")}</td>
      <td>{tierText(list?.tier ?? null)}</td>
      <td data-value={list?.fetchedAt ?? UNKNOWN}>{list?.fetchedAt ? agoText(list.fetchedAt, now) : UNKNOWN}</td>
      <td>{list?.needsKey === true ? "yes" : "no"}</td>
    </tr>
  );
}
