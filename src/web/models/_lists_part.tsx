/** @jsxImportSource hono/jsx */
import { formatAge, formatCount } from "../../base/mod.ts";
import type { ListProblemCode, ProviderStatus } from "../../catalog/mod.ts";
import type { Health } from "../../spec/mod.ts";
import { ageText } from "./_words.ts";

/** What is told of the lists that models are from. */
export interface ListsFacts {
  readonly lists: readonly ProviderStatus[];
  readonly healthOf: (provider: string) => Health;
  readonly now: Date;
}

/** Nothing went wrong: nobody was asked. */
const QUIET: ReadonlySet<ListProblemCode> = new Set(["lists_none", "disabled", "key_missing", "no_server", "offline"]);

/** Where the facts come from, list by list, what went wrong, and how to fetch newer ones. */
export function ListsPart({ lists, healthOf, now }: ListsFacts) {
  const known = lists.filter(({ tier }) => tier !== null);
  const others = lists.filter(({ tier }) => tier === null);
  // Who never had a list, as a server of one's own that does not run, stands among the others with the reason.
  const failed = known.filter(({ problem }) => problem !== null && !QUIET.has(problem.code));
  // What the configuration declares is no list.
  const fetchable = known.filter(({ tier }) => tier !== "config");
  const isShipped = fetchable.every(({ tier }) => tier === "embedded");
  return (
    <>
      <div class="row heads">
        <p class="grow">
          {formatCount(fetchable.length, "list")} of models{isShipped
            ? ", all as they ship with Tapedeck: they work offline, and none was fetched on this machine yet"
            : ""}.
        </p>
        <form method="post" action="/models/refresh" data-post="report">
          <button type="submit" id="refresh" class="primary">Refresh lists</button>
        </form>
        <button type="button" id="force" data-dialog="force-dialog">Refresh by force…</button>
      </div>
      {failed.map((list) => <Warning list={list} now={now} />)}
      {known.length === 0 ? null : (
        <details id="listed">
          <summary>
            From{known.map(({ provider }) => (
              <>
                <span class={`dot ${healthOf(provider).state}`} />
                {provider}
              </>
            ))}
          </summary>
          <ul class="lists">
            {known.map((list) => <ListLine list={list} health={healthOf(list.provider)} now={now} />)}
          </ul>
        </details>
      )}
      {others.length === 0 ? null : (
        <details id="unlisted">
          <summary>{formatCount(others.length, "provider")} without a list</summary>
          <ul class="lists">
            {others.map(({ provider, problem }) => (
              <li>
                <span>{provider}</span> <span class="faint">{problem?.reason ?? "its list was not fetched yet"}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function ListLine({ list, health, now }: {
  readonly list: ProviderStatus;
  readonly health: Health;
  readonly now: Date;
}) {
  const { provider, rows } = list;
  const said = health.state === "unknown" ? "not asked lately" : health.state;
  return (
    <li>
      <span class={`dot ${health.state}`} />
      <a href={`/?provider=${encodeURIComponent(provider)}`}>{provider}</a>{" "}
      <span class="faint">{said} · {formatCount(rows, "model")} · {ageText(list, now)}</span>
      {health.state === "healthy" || health.state === "unknown"
        ? null
        : <span class="warn">{health.reasons.join("; ")}</span>}
    </li>
  );
}

function Warning({ list, now }: { readonly list: ProviderStatus; readonly now: Date }) {
  const { provider, problem, failedAt, fetchedAt } = list;
  const ago = failedAt === null ? "" : ` ${formatAge(now.getTime() - Date.parse(failedAt))} ago`;
  return (
    <p class="warn">
      The list of {provider} could not be had{ago}, as {problem!.reason}. The one of {fetchedAt!.slice(0, 10)}{" "}
      is shown in its place.
    </p>
  );
}
