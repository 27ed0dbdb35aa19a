import { z } from "zod";
import { parseAge, UserError } from "../base/mod.ts";
import type { CassetteMode, ExpireOptions, RecordingBudget, RefreshOptions } from "../cassette/mod.ts";

const age = z.string().refine((text) => parseAge(text) !== null, "must be an age such as 30d, 12h or 90m").optional();
const names = z.array(z.string()).optional();
const count = z.int().min(1).optional();

/** Which recordings the mode `refresh` records anew. */
export const refreshFlags = {
  refreshKeys: names.meta({ placeholder: "KEY", description: "For refresh: keys to record anew, or how they begin" }),
  refreshEndpoints: names.meta({ placeholder: "NAME", description: "For refresh: endpoints to record anew" }),
  refreshOlderThan: age.meta({
    placeholder: "AGE",
    description: "For refresh: record anew what is older: 30d, 12h, 90m",
  }),
  refreshFailures: z.boolean().default(false).describe("For refresh: record failed calls anew"),
};

/** When recordings are too old to be played without a word. */
export const expireFlags = {
  expire: age.meta({ placeholder: "AGE", description: "Older recordings have expired: 30d, 12h, 90m" }),
  expired: z.enum(["warn", "fail"]).optional()
    .describe("What becomes of a call whose recording has expired: a warning and the recording, or a failure"),
};

/** The recording budget of a session. */
export const budgetFlags = {
  maxRequests: count.meta({ placeholder: "N", description: "Make at most so many live calls" }),
  maxTokens: count.meta({ placeholder: "N", description: "Make no live call that could use more tokens in all" }),
  outputTokens: count.meta({
    placeholder: "N",
    description: "With a limit: what a call may answer at most that says nothing of it",
  }),
};

/** For faces that know prices. */
export const dollarFlag = {
  maxUsd: z.string().regex(/^\d+(\.\d+)?$/, "must be dollars such as 1.50").optional()
    .meta({ placeholder: "USD", description: "Make no live call that could cost more in all: 1.50" }),
};

/** The flags' values; those that a command does not have are absent. */
export interface CassetteFlags {
  readonly mode?: CassetteMode;
  readonly refreshKeys?: readonly string[];
  readonly refreshEndpoints?: readonly string[];
  readonly refreshOlderThan?: string;
  readonly refreshFailures?: boolean;
  readonly expire?: string;
  readonly expired?: "warn" | "fail";
  readonly maxRequests?: number;
  readonly maxTokens?: number;
  readonly outputTokens?: number;
  readonly maxUsd?: string;
}

/** What the flags come to, as options of the tape; what was not given is absent. */
export interface CassetteFlagOptions {
  readonly refresh?: RefreshOptions;
  readonly expire?: ExpireOptions;
  readonly budget?: Omit<RecordingBudget, "priceOf" | "costOf">;
}

/**
 * Read the flags of a tape. `expire` is what holds without them.
 * @throws {UserError} with exit code 2 when they do not go together.
 */
export function cassetteOptions(given: CassetteFlags, expire?: ExpireOptions): CassetteFlagOptions {
  const refresh = refreshOf(given);
  const budget = defined({
    requests: given.maxRequests,
    tokens: given.maxTokens,
    outputTokens: given.outputTokens,
    usd: given.maxUsd,
  });
  return defined({
    refresh: given.mode === "refresh" ? refresh : undefined,
    expire: expireOf(given, expire),
    budget: Object.keys(budget).length === 0 ? undefined : budget,
  });
}

function refreshOf({ mode, refreshKeys, refreshEndpoints, refreshOlderThan, refreshFailures }: CassetteFlags) {
  const refresh: RefreshOptions = defined({
    keys: refreshKeys,
    endpoints: refreshEndpoints,
    olderThanMs: refreshOlderThan === undefined ? undefined : parseAge(refreshOlderThan)!,
    failures: refreshFailures || undefined,
  });
  const isNamed = Object.keys(refresh).length > 0;
  if (isNamed === (mode === "refresh")) return refresh;
  throw new UserError(
    isNamed
      ? `--refresh-… needs --mode refresh: current value is ${mode === undefined ? "none" : `"${mode}"`}`
      : "--mode refresh needs to be told what: --refresh-older-than, --refresh-failures, --refresh-keys or " +
        "--refresh-endpoints",
    { exitCode: 2 },
  );
}

function expireOf({ expire, expired }: CassetteFlags, otherwise: ExpireOptions | undefined): ExpireOptions | undefined {
  if (expire !== undefined) return { afterMs: parseAge(expire)!, expired: expired ?? otherwise?.expired ?? "warn" };
  if (expired === undefined) return undefined;
  if (otherwise !== undefined) return { ...otherwise, expired };
  throw new UserError(`--expired needs --expire: current value is "${expired}"`, { exitCode: 2 });
}

function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
