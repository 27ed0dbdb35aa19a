/** @jsxImportSource hono/jsx */
import { formatCount } from "../../base/mod.ts";
import type { RunChart } from "../../report/mod.ts";
import type { RunLook } from "./_run_reader.ts";
import { runLink } from "./_run_link.ts";

/** The charts of a run: drawn by the script when they are looked at, pictures without it. */
export function RunCharts({ look: { stand }, charts }: {
  readonly look: RunLook;
  readonly charts: readonly RunChart[];
}) {
  const { run, state, tries, ok, failed } = stand;
  if (ok + failed === 0) return null;
  return (
    <section class="card">
      <h2>Charts</h2>
      {state !== "done" && (
        <p class="note">
          Of the {formatCount(ok + failed, "cell")} that had ended when this was loaded.
        </p>
      )}
      <div class="charts">
        {charts.map((chart) => <ChartFigure chart={chart} runId={run.runId} version={String(tries)} />)}
      </div>
    </section>
  );
}

function ChartFigure({ chart: { name, title }, runId, version }: {
  readonly chart: RunChart;
  readonly runId: string;
  readonly version: string;
}) {
  const part = `/charts/${encodeURIComponent(name)}`;
  const svg = (theme: string) => runLink(runId, `${part}.svg`, { theme, v: version });
  return (
    <figure aria-label={title} data-chart={runLink(runId, `${part}.json`, { v: version })}>
      <div data-slot>
        <noscript>
          <picture>
            <source media="(prefers-color-scheme: dark)" srcset={svg("dark")} />
            <img src={svg("light")} alt={title} loading="lazy" />
          </picture>
        </noscript>
      </div>
      <figcaption>
        <a href={svg("light")} download={`${name}.svg`} aria-label={`${title} as SVG`}>SVG</a>
      </figcaption>
    </figure>
  );
}
