/** @jsxImportSource hono/jsx */
import type { MetricComparison, SideFigure } from "../../analysis/mod.ts";
import { UNKNOWN } from "../../base/mod.ts";
import {
  changeText,
  figureText,
  inReadableUnit,
  metricTitle,
  pText,
  relativeText,
  unitText,
  verdictText,
} from "./_words.ts";

/** What both sides have of each metric, the difference, and what it shows. */
export function MetricsTable({ metrics }: { readonly metrics: readonly MetricComparison[] }) {
  return (
    <>
      <div class="wide" tabindex={0} role="region" aria-label="Figures of both sides">
        <table class="figures">
          <caption>
            Means over the prompts that both sides have, with 95 % intervals; B less A, prompt by prompt
          </caption>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col">In words</th>
              <th scope="col" class="number">A</th>
              <th scope="col" class="number">B</th>
              <th scope="col" class="number">B less A</th>
              <th scope="col" class="number">Relative</th>
              <th scope="col" class="number">Prompts</th>
              <th scope="col" class="number">p, corrected</th>
              <th scope="col" class="number">
                Effect (d<sub>z</sub>)
              </th>
            </tr>
          </thead>
          <tbody>{metrics.map((metric) => <MetricRows metric={inReadableUnit(metric)} />)}</tbody>
        </table>
      </div>
      <details>
        <summary>How these figures are made</summary>
        <dl class="facts">
          {metrics.flatMap(({ metric, method, better, worse, equal, unmatched }) => [
            <dt>{metricTitle(metric)}</dt>,
            <dd>
              {method}
              {better === null
                ? null
                : `; B is better at ${better}, worse at ${worse} and the same at ${equal} prompts`}
              {unmatched === 0 ? null : `; ${unmatched} endpoints or settings of these prompts are on one side alone`}
            </dd>,
          ])}
          {metrics.some(({ medians }) => medians !== null) && [
            <dt>Medians</dt>,
            <dd>
              of the prompts' means, 95 % interval of their difference by a percentile bootstrap of whole prompts; not
              tested
            </dd>,
          ]}
          <dt>Detectable</dt>
          <dd>
            the smallest true difference that so many prompts find four times in five, by a paired t test at a level
            that holds for all metrics together
          </dd>
        </dl>
      </details>
    </>
  );
}

function MetricRows({ metric }: { readonly metric: MetricComparison }) {
  const { a, b, difference, medians } = metric;
  return (
    <>
      <tr>
        <th scope="row" class="metric">
          {metricTitle(metric.metric)}
          <span class="note">{` ${medians === null ? "" : "mean, "}${unitText(metric)}`}</span>
        </th>
        <td class="verdict">
          <Verdict metric={metric} />
        </td>
        <Figure figure={a} metric={metric} />
        <Figure figure={b} metric={metric} />
        <Figure figure={difference} metric={metric} isChange />
        <td class="number">{relativeText(metric.relative)}</td>
        <td class="number">{metric.prompts}</td>
        <td class="number">{pText(metric.pAdjusted)}</td>
        <td class="number">{metric.effectSize === null ? UNKNOWN : signed(metric.effectSize)}</td>
      </tr>
      {medians !== null && (
        <tr>
          <th scope="row" class="metric">
            <span class="note">{`${metricTitle(metric.metric)} median, ${unitText(metric)}`}</span>
          </th>
          <td class="faint">not tested</td>
          <td class="number">{figureText(medians.a, metric)}</td>
          <td class="number">{figureText(medians.b, metric)}</td>
          <Figure figure={medians.difference} metric={metric} isChange />
          <td class="number">
            {relativeText(medians.a === 0 ? null : (medians.difference.value ?? 0) / medians.a)}
          </td>
          <td class="number">{metric.prompts}</td>
          <td class="number">{UNKNOWN}</td>
          <td class="number">{UNKNOWN}</td>
        </tr>
      )}
    </>
  );
}

function Verdict({ metric }: { readonly metric: MetricComparison }) {
  const isKnown = metric.verdict === "a" || metric.verdict === "b" || metric.verdict === "differ";
  return isKnown ? <strong>{verdictText(metric)}</strong> : <span>{verdictText(metric)}</span>;
}

function Figure({ figure: { value, low, high }, metric, isChange = false }: {
  readonly figure: SideFigure;
  readonly metric: MetricComparison;
  readonly isChange?: boolean;
}) {
  const text = isChange ? changeText : figureText;
  return (
    <td class="number">
      {text(value, metric)}
      {low === null || high === null
        ? null
        : <span class="interval">{`${text(low, metric)} to ${text(high, metric)}`}</span>}
    </td>
  );
}

function signed(effect: number): string {
  const text = Math.abs(effect).toFixed(2);
  return Number(text) === 0 ? text : effect < 0 ? `−${text}` : `+${text}`;
}
