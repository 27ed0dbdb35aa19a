/** @jsxImportSource hono/jsx */
import { formatDuration } from "../../base/mod.ts";
import type { RunningStatus } from "../../transport/observe/mod.ts";
import { CellsBar } from "./_cells_bar.tsx";
import { money } from "./_money.ts";
import type { RunLook } from "./_run_reader.ts";
import { StateMark } from "./_state_mark.tsx";

/** How a run stands now: its state, its cells, what it cost, what its process does. */
export function RunStatusPart({ look, at }: { readonly look: RunLook; readonly at: Date }) {
  const { stand: { run, state, ok, failed, costUsd, paidUsd, costsUnknown, paidUnknown, tries }, cellsPerS, running } =
    look;
  const ended = ok + failed;
  const open = run.cells - ended;
  const isLive = state === "running" || state === "ending";
  const isTaken = isLive || state === "paused";
  const leftMs = state !== "running" || cellsPerS === null ? null : open / cellsPerS * 1000;
  return (
    <>
      <p class="run-state">
        <StateMark state={state} stand={look.stand} />
        <CellsBar ended={ended} cells={run.cells} />
      </p>
      <div class="tiles">
        <Tile value={ok.toLocaleString("en-US")} name={`${ok === 1 ? "cell" : "cells"} answered`} />
        <Tile
          value={failed.toLocaleString("en-US")}
          name={`${failed === 1 ? "cell" : "cells"} failed`}
          kind={failed > 0 ? "bad" : ""}
        />
        {open > 0 && <Tile value={open.toLocaleString("en-US")} name={`${open === 1 ? "cell" : "cells"} open`} />}
        <Tile value={dollars(costUsd, costsUnknown)} name={`cost of all tries${someUnknown(costUsd, costsUnknown)}`} />
        <Tile value={dollars(paidUsd, paidUnknown)} name={`paid by this run${someUnknown(paidUsd, paidUnknown)}`} />
        <Tile value={tries.toLocaleString("en-US")} name={tries === 1 ? "HTTP try" : "HTTP tries"} />
        {isLive && <Tile value={cellsPerS === null ? "–" : paceText(cellsPerS)} name="pace, last minute" />}
        {state === "running" && (
          <Tile
            value={leftMs === null ? "–" : formatDuration(leftMs)}
            name="left at this pace"
          />
        )}
        {run.endedAt !== null && <Tile value={formatDuration(tookMs(look, at))} name="from start to end" />}
        {run.endedAt === null && isTaken && <Tile value={formatDuration(tookMs(look, at))} name="since the start" />}
      </div>
      {running.map((status) => <ProcessPart status={status} at={at} />)}
    </>
  );
}

function Tile({ value, name, kind = "" }: { readonly value: string; readonly name: string; readonly kind?: string }) {
  return (
    <div class={`tile ${kind}`}>
      <strong>{value}</strong>
      <span>{name}</span>
    </div>
  );
}

function dollars(usd: number | null, unknown: number): string {
  return `${usd === null ? "" : "$"}${money(usd, unknown)}`;
}

/** What a + behind a sum means. */
function someUnknown(usd: number | null, unknown: number): string {
  return usd !== null && unknown > 0 ? "; + some unknown" : "";
}

/** Cells in a second, or in a minute where that is less than one. */
function paceText(perS: number): string {
  return perS >= 1 ? `${perS.toFixed(1)} /s` : `${(perS * 60).toFixed(1)} /min`;
}

/** By this machine's clock, which may not be the one that began it. */
function tookMs({ stand: { run } }: RunLook, at: Date): number {
  const end = run.endedAt === null ? at.getTime() : Date.parse(run.endedAt);
  return Math.max(0, end - Date.parse(run.startedAt));
}

function ProcessPart({ status, at }: { readonly status: RunningStatus; readonly at: Date }) {
  const { pid, command, endpoints, scopes, breakers, updatedAt } = status;
  const silentMs = at.getTime() - Date.parse(updatedAt);
  const waiting = (lanes: RunningStatus["endpoints"][number]["waiting"]) =>
    Object.values(lanes).reduce((sum, count) => sum + count, 0);
  const paused = scopes.filter(({ pausedUntil }) => pausedUntil !== null);
  return (
    <>
      <p class="note">
        {command}, process {pid}
        {silentMs > 5_000 && <span class="warn">, silent for {formatDuration(silentMs)}</span>}
      </p>
      <div class="wide" tabindex={0} role="region" aria-label="What its process does">
        <table class="runs" aria-label={`Endpoints of process ${pid}`}>
          <thead>
            <tr>
              <th scope="col">Endpoint</th>
              <th scope="col">State</th>
              <th scope="col" class="number">In flight</th>
              <th scope="col" class="number">Waiting</th>
              <th scope="col" class="number">Calls in the last minute</th>
            </tr>
          </thead>
          <tbody>
            {endpoints.map(({ endpoint, state, inFlight, lastMinute, ...rest }) => (
              <tr>
                <th scope="row" class="key">{endpoint}</th>
                <td>
                  <span class={`dot ${state}`} aria-hidden="true" />
                  {state}
                </td>
                <td class="number">{inFlight}</td>
                <td class="number">{waiting(rest.waiting)}</td>
                <td class="number">{lastMinute}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul class="plain">
        {scopes.flatMap(({ scope, limits }) =>
          limits.filter(({ value }) => value !== null).map(({ limit, value, remaining }) => (
            <li>
              <span class="key">{scope}</span>: {amount(remaining)} of {amount(value)} {words(limit)} left
            </li>
          ))
        )}
        {paused.map(({ scope, pausedUntil, pauseReason }) => (
          <li class="warn">
            <span class="key">{scope}</span> is held back until {pausedUntil!.slice(11, 19)} UTC: {pauseReason}
          </li>
        ))}
        {breakers.map(({ scope, state, reason, until }) => (
          <li class="bad">
            the breaker of <span class="key">{scope}</span> is {state}
            {reason !== null && `: ${reason}`}
            {until !== null && `, until ${until.slice(11, 19)} UTC`}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Money comes as text with all its digits. */
function amount(value: number | string | null): string {
  return typeof value === "number" ? value.toLocaleString("en-US") : value ?? "–";
}

/** `requestsPerMinute` as people say it. */
function words(limit: string): string {
  return limit.replaceAll(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`).replace(/^usd/, "US dollars");
}
