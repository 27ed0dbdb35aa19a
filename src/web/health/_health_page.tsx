/** @jsxImportSource hono/jsx */
import { formatCount, formatDuration } from "../../base/mod.ts";
import { AlertList } from "./_alert_list.tsx";
import { Cards, ListedTable, Summary } from "./_health_parts.tsx";
import type { CheckReport, HealthFacts } from "./_health_view.ts";
import { RunningTable } from "./_running_table.tsx";

/** The whole page. What is told while it is open comes for the elements with an id. */
export function HealthPage(facts: HealthFacts) {
  return (
    <>
      <div class="row">
        <div class="grow">
          <h1>Health</h1>
          <p class="sub">
            By the calls of this process, runs of the last week, probes, and what running commands say of themselves.
            {" "}
            Failed is what a provider is to blame for: not a request or a key that it refused, and no rate limit.
          </p>
        </div>
        <CheckForm canProbe={facts.canProbe} />
      </div>
      <div id="health-summary" class="tiles">
        <Summary {...facts} />
      </div>
      <div data-events="/health/events">
        <div id="health-cards">
          <Cards {...facts} />
        </div>
        <section class="card" aria-labelledby="alerts-head">
          <h2 id="alerts-head">Alerts</h2>
          <div id="health-alerts">
            <AlertList {...facts} />
          </div>
        </section>
        <section class="card" aria-labelledby="running-head">
          <h2 id="running-head">Commands that run now</h2>
          <div id="health-running">
            <RunningTable {...facts} />
          </div>
        </section>
        <ListedTable {...facts} />
      </div>
    </>
  );
}

function CheckForm({ canProbe }: { readonly canProbe: boolean }) {
  if (!canProbe) return <p class="note">Nothing is probed in a replay, or offline.</p>;
  return (
    <form method="post" action="/health/check" data-post="health-check">
      <button type="submit" class="primary">Check now</button>
      <div id="health-check" role="status" />
    </form>
  );
}

/** What a check came to, in a sentence. */
export function CheckSentence({ report: { results, agoMs } }: { readonly report: CheckReport }) {
  const asked = results.filter(({ answered }) => answered !== null);
  const silent = asked.filter(({ answered }) => answered === false).map(({ provider }) => provider);
  const when = agoMs === 0 ? "Checked just now" : `Checked ${formatDuration(agoMs)} ago`;
  return (
    <p class="note">
      {when}: {asked.length === 0
        ? "there is no provider to ask"
        : `${formatCount(asked.length, "provider")} asked, ${
          silent.length === 0 ? "all answered" : `no answer from ${silent.join(", ")}`
        }`}
    </p>
  );
}
