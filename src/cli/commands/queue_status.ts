import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import type { JsonValue, LimitLevel } from "../../spec/mod.ts";
import { readRunning, runningFolder, type RunningScope, type RunningStatus } from "../../transport/observe/mod.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { formatCount, formatDuration, formatUsd } from "../_format.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { watch } from "../_watch.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const EVERY_MS = 1_000;

const ENDPOINTS: readonly FittedColumn[] = [
  { title: "endpoint", align: "left", least: 20 },
  { title: "state", align: "left" },
  { title: "waiting", align: "right" },
  { title: "in flight", align: "right" },
  { title: "last minute", align: "right" },
  { title: "spent", align: "right", leaves: 1 },
];

/** Shows how running commands stand. */
export const queueStatus = defineCommand({
  name: "queue status",
  summary: "Show how running commands stand: what waits, limits, pauses, breakers",
  description:
    "Every command that calls for long (sweep run, proxy, provider simulate, provider health --watch) writes " +
    "how it stands once a second into the folder for state. What is waiting is told by lane: interactive, normal, bulk.",
  args: [],
  flags: z.strictObject({ watch: z.boolean().default(false).describe("Show it anew every second until Ctrl-C") }),
  examples: [
    { line: "tapedeck queue status", does: "Once" },
    { line: "tapedeck queue status --watch", does: "Until Ctrl-C" },
    { line: "tapedeck queue status --watch --json", does: "One document a line, for a program" },
  ],
  async run({ io, json }, { flags: given }) {
    const folder = runningFolder({ env: io.env });
    if (folder === null) {
      throw new UserError(
        "Cannot look for running commands as there is no folder for state: current value is HOME not set",
      );
    }
    const frame = async () => shown(await readRunning(folder, { clock: io.clock }), io);
    if (!given.watch) return await frame();
    await watch(io, { everyMs: EVERY_MS, json, frame });
    return { text: "", document: null, isPrinted: true };
  },
});

function shown(running: readonly RunningStatus[], io: Io): { text: string; document: JsonValue } {
  const document = { running: snakeKeys(running) };
  if (running.length === 0) return { text: "No command is running\n", document };
  return { text: running.map((one) => textOf(one, io)).join("\n"), document };
}

function textOf(status: RunningStatus, io: Io): string {
  const { endpoints, scopes, breakers, facts } = status;
  const table = endpoints.length === 0 ? "" : fittedTable(ENDPOINTS, endpoints.map(row), io.stdout);
  const told = Object.entries(facts).map(([name, value]) => `${name.replaceAll("_", " ")} ${factText(value)}`);
  return [
    headLine(status, io),
    ...(told.length === 0 ? [] : [`  ${told.join(", ")}\n`]),
    table.replaceAll(/^(?=.)/gm, "  "),
    ...scopes.filter(isTelling).map(scopeLine),
    ...breakers.map(({ scope, state, reason, until }) =>
      `  breaker ${scope}: ${state}${reason === null ? "" : `, ${reason}`}${
        until === null ? "" : `, until ${time(until)}`
      }\n`
    ),
  ].join("");
}

function headLine(
  { pid, command, run, startedAt, updatedAt, lastMinute, spentUsd, metricsUrl, endpoints }: RunningStatus,
  io: Io,
) {
  const nowMs = io.clock.date().getTime();
  const parts = [
    `${command}${run === null ? "" : ` ${run}`} (process ${pid})`,
    `for ${formatDuration(Math.max(0, nowMs - Date.parse(startedAt)))}`,
    // Servers make no calls.
    ...(endpoints.length === 0 && lastMinute === 0
      ? []
      : [`${formatCount(lastMinute, "call")} in the last minute`, `$${formatUsd(spentUsd)}`]),
    ...(metricsUrl === null ? [] : [`metrics at ${metricsUrl}/metrics`]),
  ];
  const silentMs = nowMs - Date.parse(updatedAt);
  return `${parts.join(", ")}${silentMs > 5 * EVERY_MS ? `, silent for ${formatDuration(silentMs)}` : ""}\n`;
}

function row(
  { endpoint, state, waiting, inFlight, lastMinute, spentUsd }: RunningStatus["endpoints"][number],
): string[] {
  const lanes = Object.entries(waiting).filter(([, count]) => count > 0);
  return [
    endpoint,
    state,
    lanes.map(([lane, count]) => `${count} ${lane}`).join(", ") || "0",
    String(inFlight),
    String(lastMinute),
    `$${formatUsd(spentUsd)}`,
  ];
}

/** Whether a scope says more than its endpoints' rows do. */
function isTelling({ waiting, maxInFlight, adaptiveWindow, limits, pausedUntil }: RunningScope): boolean {
  return waiting > 0 || maxInFlight !== null || adaptiveWindow !== null || pausedUntil !== null ||
    limits.some((level) => limitText(level).length > 0);
}

function scopeLine({ scope, waiting, inFlight, maxInFlight, adaptiveWindow, limits, ...rest }: RunningScope): string {
  const parts = [
    `${inFlight}${maxInFlight === null ? "" : ` of ${maxInFlight}`} in flight`,
    ...(adaptiveWindow === null ? [] : [`window ${adaptiveWindow}`]),
    `${waiting} waiting`,
    ...limits.flatMap(limitText),
    ...(rest.pausedUntil === null ? [] : [`paused until ${time(rest.pausedUntil)} (${rest.pauseReason})`]),
  ];
  return `  ${scope}: ${parts.join(", ")}\n`;
}

function limitText({ limit, value, remaining }: LimitLevel): string[] {
  if (value === null || remaining === null) return [];
  // As tapedeck.toml has it.
  const key = limit.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  return [`${key} ${remaining} of ${value} left`];
}

function factText(value: JsonValue): string {
  return Array.isArray(value) ? value.join(" ") : String(value);
}

function time(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}
