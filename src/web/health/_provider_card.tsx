/** @jsxImportSource hono/jsx */
import { formatCount, formatDuration } from "../../base/mod.ts";
import type { ProviderOverview } from "../../routing/mod.ts";
import { BarChart } from "../shell/mod.ts";
import { StateDot } from "./_state_dot.tsx";
import {
  agoText,
  breakerText,
  errorText,
  idOf,
  lastCallText,
  limitTexts,
  listText,
  percentilesText,
  probeText,
  speedText,
  windowText,
} from "./_words.ts";

const MOST_LINES = 4;

/** What a card shows, and when. */
export interface CardFacts {
  readonly overview: ProviderOverview;
  readonly now: Date;
}

/** A provider: what changes stands in an element of its own, so that what was unfolded below it stays open. */
export function ProviderCard({ overview, now }: CardFacts) {
  const { provider, endpoints } = overview;
  return (
    <section class="card provider" aria-labelledby={idOf("name", provider)}>
      <h2 id={idOf("name", provider)}>{provider}</h2>
      <div id={idOf("health", provider)}>
        <ProviderState overview={overview} now={now} />
      </div>
      {endpoints.length === 0 ? null : (
        <details
          id={idOf("endpoints", provider)}
          data-load={`/health/endpoints?provider=${encodeURIComponent(provider)}`}
        >
          <summary>Endpoints</summary>
          <div data-slot>
            <a href={`/health/endpoints?provider=${encodeURIComponent(provider)}`}>Show the endpoints of {provider}</a>
          </div>
        </details>
      )}
    </section>
  );
}

/** How a provider stands: the part of its card that changes. */
export function ProviderState({ overview, now }: CardFacts) {
  const { state, reasons, list, probe, health, detail, endpoints, alerts } = overview;
  const down = endpoints.filter((one) => one.state === "down").length;
  return (
    <>
      <p class="lead">
        <StateDot state={state} />
      </p>
      {reasons.length === 0 ? null : <ul class="reasons">{reasons.map((reason) => <li>{reason}</li>)}</ul>}
      <dl class="facts">
        <dt>Models</dt>
        <dd>{listText(list, now)}</dd>
        <dt>Last probe</dt>
        <dd>{probe === null ? "none yet" : <Dated text={probeText(probe)} at={probe.at} now={now} />}</dd>
        <dt>Last call</dt>
        <dd>
          {detail.lastCall === null
            ? lastCallText(overview)
            : <Dated text={lastCallText(overview)} at={detail.lastCall.at} now={now} />}
        </dd>
        <dt>Failed</dt>
        <dd>{errorText(overview)}</dd>
        {health.latencyMs === null ? null : (
          <>
            <dt>Latency</dt>
            <dd>{percentilesText(health.latencyMs)} ms (p50 / p90 / p99)</dd>
            <dt>First token</dt>
            <dd>{health.ttftMs === null ? "–" : `${percentilesText(health.ttftMs)} ms`}</dd>
            <dt>Speed</dt>
            <dd>{health.outputTps === null ? "–" : `${speedText(health.outputTps)} tokens/s (p50)`}</dd>
          </>
        )}
        <dt>Breakers</dt>
        <dd>
          <Lines lines={overview.breakers.map(breakerText)} none="all closed" />
        </dd>
        <Limits overview={overview} />
        {endpoints.length === 0 ? null : (
          <>
            <dt>Endpoints</dt>
            <dd class={down > 0 ? "bad" : ""}>
              {formatCount(endpoints.length, "endpoint")} seen, {down === 0 ? "none" : down} down
            </dd>
          </>
        )}
        {alerts.length === 0 ? null : (
          <>
            <dt>Alerts</dt>
            <dd>{formatCount(alerts.length, "alert")}, the last one: {alerts[0].message}</dd>
          </>
        )}
      </dl>
      <Latencies overview={overview} />
    </>
  );
}

function Dated({ text, at, now }: { readonly text: string; readonly at: string; readonly now: Date }) {
  return (
    <>
      {text}, <time datetime={at} title={at}>{agoText(at, now)}</time>
    </>
  );
}

function Limits({ overview: { limits } }: { readonly overview: ProviderOverview }) {
  const lines = limits.flatMap(limitTexts);
  if (lines.length === 0) return null;
  return (
    <>
      <dt>Limits</dt>
      <dd>
        <Lines lines={lines} none="" />
      </dd>
    </>
  );
}

function Lines({ lines, none }: { readonly lines: readonly string[]; readonly none: string }) {
  if (lines.length === 0) return <>{none}</>;
  return (
    <ul class="plain">
      {lines.slice(0, MOST_LINES).map((line) => <li>{line}</li>)}
      {lines.length > MOST_LINES ? <li class="faint">and {lines.length - MOST_LINES} more</li> : null}
    </ul>
  );
}

function Latencies({ overview: { detail, health } }: { readonly overview: ProviderOverview }) {
  const { latencies } = detail;
  const total = latencies.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 || health.latencyMs === null) return null;
  const range = ({ from, to }: typeof latencies[number]) => `${formatDuration(from)} to ${formatDuration(to)}`;
  const ends = [formatDuration(latencies[0].from), formatDuration(latencies.at(-1)!.to)] as const;
  const { p50, p90 } = health.latencyMs;
  const most = latencies.reduce((a, b) => b.count > a.count ? b : a);
  return (
    <>
      <p class="note">Latency of {formatCount(total, "answer")} {windowText(detail)}</p>
      <BarChart
        bars={latencies.map((one) => ({ value: one.count, label: `${range(one)}: ${one.count}` }))}
        ends={ends}
        height={48}
        summary={`Latency of ${formatCount(total, "answer")}: ${ends[0]} to ${ends[1]}, most often ${
          range(most)
        }; half ` +
          `within ${formatDuration(p50)}${
            p90 === null || p90 === undefined ? "" : `, 90 % within ${formatDuration(p90)}`
          }`}
      />
    </>
  );
}
