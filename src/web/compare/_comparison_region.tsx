/** @jsxImportSource hono/jsx */
import type { AnswerChanges, SidesComparison } from "../../analysis/mod.ts";
import { AnswerList } from "./_answer_list.tsx";
import { addressOf, type CompareQuery } from "./_compare_query.ts";
import type { ComparedSide } from "./_compared_side.ts";
import { MetricsTable } from "./_metrics_table.tsx";
import { Picker, type PickerFacts } from "./_picker.tsx";
import { runName } from "./_run_name.ts";
import type { ShownChanges } from "./_shown_changes.ts";
import { metricTitle, summaryTexts } from "./_words.ts";

/** What the page shows. */
export interface ComparisonFacts extends PickerFacts {
  readonly comparison: SidesComparison;
  readonly answers: AnswerChanges;
  readonly shown: ShownChanges;
  /** What does not stand on both sides, in one sentence each. */
  readonly notes: readonly string[];
}

/** All below the title: the form, the figures, the chart, the answers. It takes its own place when the form is filled in. */
export function ComparisonRegion({ comparison, answers, shown, notes, ...picked }: ComparisonFacts) {
  const { a, b, query } = picked;
  const { metrics } = comparison;
  const charted = metrics.filter(({ difference }) => difference.value !== null).map(({ metric }) => metric);
  const metric = charted.includes(query.metric) ? query.metric : charted[0];
  return (
    <>
      <Picker {...picked} />
      <section class="card" aria-labelledby="figures-title">
        <h2 id="figures-title">Figures</h2>
        <dl class="facts">
          <SideLine name="A" side={a} />
          <SideLine name="B" side={b} />
        </dl>
        {notes.length > 0 && <ul class="notes" aria-label="What to know">{notes.map((note) => <li>{note}</li>)}</ul>}
        <div role="status">{summaryTexts(metrics).map((text) => <p class="summary">{text}</p>)}</div>
        <MetricsTable metrics={metrics} />
      </section>
      {metric !== undefined && <Chart charted={charted} metric={metric} query={query} />}
      <AnswerList answers={answers} shown={shown} query={query} />
    </>
  );
}

function SideLine({ name, side: { run, variantText } }: { readonly name: string; readonly side: ComparedSide }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <a href={`/runs/${encodeURIComponent(run.runId)}`}>{runName(run)}</a>
        {variantText === null ? ", all of the run" : (
          <>
            , <span class="key">{variantText}</span>
          </>
        )}
      </dd>
    </>
  );
}

function Chart({ charted, metric, query }: {
  readonly charted: readonly string[];
  readonly metric: string;
  readonly query: CompareQuery;
}) {
  const asked = { ...query, metric, page: 1, show: "changed", view: "unified" } as const;
  const picture = (theme: string) => `${addressOf(asked, "/compare/chart.svg")}&theme=${theme}`;
  const title = `${metricTitle(metric)}: B against A`;
  return (
    <section class="card" id="chart" aria-labelledby="chart-title">
      <h2 id="chart-title">Chart</h2>
      <nav aria-label="What the chart shows">
        {charted.map((one) => (
          <a
            href={`${addressOf({ ...query, metric: one })}#chart`}
            {...(one === metric ? { "aria-current": "true" as const } : {})}
          >
            {metricTitle(one)}
          </a>
        ))}
      </nav>
      <figure aria-label={title} data-chart={addressOf(asked, "/compare/chart.json")}>
        <div data-slot>
          <noscript>
            <picture>
              <source media="(prefers-color-scheme: dark)" srcset={picture("dark")} />
              <img src={picture("light")} alt={title} loading="lazy" />
            </picture>
          </noscript>
        </div>
        <figcaption>
          <a href={picture("light")} download={`comparison-${metric}.svg`} aria-label={`${title} as SVG`}>SVG</a>
        </figcaption>
      </figure>
    </section>
  );
}
