/** @jsxImportSource hono/jsx */
import { formatDuration, formatUsd } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { RunningStatus } from "../../transport/observe/mod.ts";
import { breakerText, limitTexts } from "./_words.ts";

const MINUTE_MS = 60_000;
/** A process writes once a second. */
const SILENT_MS = 10_000;

/** Commands of this machine that run now, and what is in their way. */
export function RunningTable({ running, now }: { readonly running: readonly RunningStatus[]; readonly now: Date }) {
  if (running.length === 0) return <p class="note">No other command runs on this machine.</p>;
  return (
    <div class="wide" role="region" tabindex={0} aria-label="Commands that run now, as a table">
      <table>
        <caption>What each command has asked of models since it began</caption>
        <thead>
          <tr>
            <th scope="col">Command</th>
            <th scope="col">Runs for</th>
            <th scope="col" class="number">In flight</th>
            <th scope="col" class="number">Waiting</th>
            <th scope="col" class="number">Calls in the last minute</th>
            <th scope="col" class="number">Spent, $</th>
            <th scope="col" class="number">Endpoints down</th>
            <th scope="col">In its way</th>
          </tr>
        </thead>
        <tbody>{running.map((status) => <Row status={status} now={now} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ status, now }: { readonly status: RunningStatus; readonly now: Date }) {
  const { command, run, pid, startedAt, endpoints, lastMinute, spentUsd, facts } = status;
  const count = (of: (one: typeof endpoints[number]) => number) => endpoints.reduce((sum, one) => sum + of(one), 0);
  const down = endpoints.filter(({ state }) => state === "down").length;
  const told = Object.entries(facts).map(([name, value]) => `${name.replaceAll("_", " ")} ${factText(value)}`);
  return (
    <tr>
      <th scope="row" class="name">
        {command}
        {run === null ? null : (
          <>
            {" "}
            <a class="key" href={`/runs/${encodeURIComponent(run)}`}>{run}</a>
          </>
        )}
        <span class="note">{` process ${pid}${told.length === 0 ? "" : `, ${told.join(", ")}`}`}</span>
      </th>
      <td>{forText(startedAt, now)}</td>
      <td class="number">{count(({ inFlight }) => inFlight)}</td>
      <td class="number">{count(({ waiting }) => waiting.interactive + waiting.normal + waiting.bulk)}</td>
      <td class="number">{lastMinute.toLocaleString("en-US")}</td>
      <td class="number">{formatUsd(spentUsd)}</td>
      <td class={down > 0 ? "number bad" : "number"}>{down}</td>
      <td class="name">
        <InItsWay status={status} now={now} />
      </td>
    </tr>
  );
}

function InItsWay({ status, now }: { readonly status: RunningStatus; readonly now: Date }) {
  const { breakers, scopes, updatedAt } = status;
  const silentMs = now.getTime() - Date.parse(updatedAt);
  const lines = [
    ...(silentMs > SILENT_MS ? [`silent for ${formatDuration(Math.floor(silentMs / SILENT_MS) * SILENT_MS)}`] : []),
    ...breakers.map((one) => breakerText({ ...one, by: null })),
    ...scopes.filter(({ pausedUntil, waiting }) => pausedUntil !== null || waiting > 0)
      .flatMap((one) => limitTexts({ ...one, by: null, limits: [], maxInFlight: null })),
  ];
  return lines.length === 0 ? <>nothing</> : <ul class="plain">{lines.map((line) => <li>{line}</li>)}</ul>;
}

function factText(value: JsonValue): string {
  return Array.isArray(value) ? value.join(" ") : String(value);
}

/** By minutes once it is one, so that it does not change with every look. */
function forText(startedAt: string, now: Date): string {
  const ms = Math.max(0, now.getTime() - Date.parse(startedAt));
  return ms < MINUTE_MS
    ? "less than a minute"
    : formatDuration(Math.floor(ms / MINUTE_MS) * MINUTE_MS).replace(" 0 s", "");
}
