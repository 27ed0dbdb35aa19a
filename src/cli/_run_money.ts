import { z } from "zod";
import { UserError } from "../base/mod.ts";
import type { BudgetLimits, RunOptions, SweepForecast } from "../sweep/mod.ts";
import { formatCount, formatDuration, formatUsd, UNKNOWN } from "./_format.ts";
import type { Io } from "./io.ts";

const count = z.int().min(1).optional();
const dollars = z.string().regex(/^\d+(\.\d+)?$/, "must be dollars such as 1.50").optional();

/** What a run may spend over all of its sessions, and what it asks before its first call. */
export const runMoneyFlags = {
  budgetUsd: dollars.meta({ placeholder: "USD", description: "What all sessions of the run may cost together: 5" }),
  budgetTokens: count.meta({ placeholder: "N", description: "How many tokens all sessions of the run may use" }),
  budgetRequests: count.meta({ placeholder: "N", description: "How many calls all sessions of the run may make" }),
  budgetMinutes: z.number().gt(0).optional()
    .meta({ placeholder: "N", description: "How long all sessions of the run may make calls, in minutes" }),
  confirmAboveUsd: dollars
    .meta({ placeholder: "USD", description: "Ask before a live run that may cost more; as the plan says, else 1" }),
  yes: z.boolean().default(false).describe("Agree to what a live run may cost, without being asked"),
};

/** What was given of {@linkcode runMoneyFlags}. */
export interface RunMoneyFlags {
  readonly budgetUsd?: string | undefined;
  readonly budgetTokens?: number | undefined;
  readonly budgetRequests?: number | undefined;
  readonly budgetMinutes?: number | undefined;
  readonly confirmAboveUsd?: string | undefined;
  readonly yes: boolean;
}

/** The flags as options of a run; `say` prints above whatever shows its progress. */
export function runMoney(
  io: Io,
  given: RunMoneyFlags,
  { say, signal }: { readonly say: (text: string) => void; readonly signal: AbortSignal },
): Pick<RunOptions, "runBudget" | "confirmAboveUsd" | "onForecast" | "confirm"> {
  const { budgetUsd, budgetTokens, budgetRequests, budgetMinutes, confirmAboveUsd } = given;
  const limits = { usd: budgetUsd, tokens: budgetTokens, requests: budgetRequests, minutes: budgetMinutes };
  const runBudget: BudgetLimits = Object.fromEntries(Object.entries(limits).filter(([, one]) => one !== undefined));
  return {
    ...(Object.keys(runBudget).length === 0 ? {} : { runBudget }),
    ...(confirmAboveUsd === undefined ? {} : { confirmAboveUsd }),
    onForecast: (forecast) => say(`${forecastText(forecast)}\n`),
    confirm: (forecast) => given.yes || confirmed(io, forecast, signal),
  };
}

/** A forecast in one line. */
function forecastText({ total: { calls, costUsd, timeMs }, leastMs }: SweepForecast): string {
  const { low, expected, high } = costUsd;
  const cost = expected === null
    ? "cost unknown"
    : `$${formatUsd(expected)} ($${formatUsd(low)} to $${formatUsd(high)})`;
  const time = timeMs.expected === null
    ? leastMs === null || leastMs === 0 ? [] : [`${formatDuration(leastMs)} at least`]
    : [`about ${formatDuration(timeMs.expected)}`];
  return `Forecast: ${[formatCount(calls, "call"), cost, ...time].join(", ")}`;
}

/** @throws {UserError} with exit code 2 where there is nobody to ask. */
async function confirmed({ stdin, stderr }: Io, forecast: SweepForecast, signal: AbortSignal): Promise<boolean> {
  const most = `$${formatUsd(forecast.total.costUsd.high)}`;
  if (!stdin.isTerminal) {
    throw new UserError(
      `Cannot run the sweep as it may cost up to ${most} and there is no terminal to ask on: --yes agrees to it, and ` +
        "confirm_above_usd in [run] says from which sum on it asks",
      { exitCode: 2 },
    );
  }
  stderr.write(`It may cost up to ${most}. Go on? [y/N] `);
  const stopped = Promise.withResolvers<null>();
  const stop = () => stopped.resolve(null);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const line = await Promise.race([stdin.read(), stopped.promise]);
    return line !== null && /^\s*y(es)?\s*$/i.test(new TextDecoder().decode(line));
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** What was forecast beside what it came to. */
export function forecastLine(forecast: SweepForecast, costUsd: string | null, wallMs: number): string {
  const { costUsd: { low, high, expected }, timeMs } = forecast.total;
  const actual = `${costUsd === null ? "cost unknown" : `$${formatUsd(costUsd)}`} in ${formatDuration(wallMs)}`;
  const cost = expected === null ? UNKNOWN : `$${formatUsd(expected)} ($${formatUsd(low)} to $${formatUsd(high)})`;
  const time = timeMs.expected === null ? "" : ` in ${formatDuration(timeMs.expected)}`;
  return `forecast ${cost}${time}, was ${actual}\n`;
}
