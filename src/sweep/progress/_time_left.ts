import type { EndpointKey, LimitStatus, ProviderKey, TransportStatus } from "../../spec/mod.ts";

/** How long the windows of limits are; those of other limits do not make a pace. */
const WINDOW_MS: { readonly [limit: string]: number } = {
  requestsPerMinute: 60_000,
  requestsPerDay: 86_400_000,
  tokensPerMinute: 60_000,
  inputTokensPerMinute: 60_000,
  outputTokensPerMinute: 60_000,
};

/** What is left of the cells of an endpoint, and how fast they went so far. */
export interface LeftCells {
  readonly endpoint: EndpointKey;
  readonly provider: ProviderKey;
  readonly cells: number;
  readonly perS: number | null;
  /** Tokens of a cell so far, on average; `null`: unknown. */
  readonly tokens: { readonly input: number; readonly output: number } | null;
}

/**
 * Until the last of the cells has ended: at the rate of late, or at the pace that a limit has where that is slower. `null`:
 * there is no telling.
 */
export function timeLeft(
  left: LeftCells,
  { status, nowMs }: { status: TransportStatus | null; nowMs: number },
): number | null {
  if (left.cells === 0) return 0;
  if (left.perS === null) return null;
  const scopes = (status?.limits ?? []).filter(({ scope }) =>
    scope === `provider:${left.provider}` || scope === `endpoint:${left.endpoint}`
  );
  return Math.max(left.cells / left.perS * 1000, ...scopes.map((scope) => limitedMs(left, { scope, nowMs })));
}

function limitedMs(left: LeftCells, { scope, nowMs }: { scope: LimitStatus; nowMs: number }): number {
  const pausedMs = scope.paused === null ? 0 : Math.max(0, scope.paused.untilMs - nowMs);
  const paces = scope.limits.map(({ limit, value, remaining }) => {
    const windowMs = WINDOW_MS[limit];
    const each = use(limit, left);
    if (windowMs === undefined || each === null || value === null || Number(value) <= 0) return 0;
    // What there is room for now needs no time.
    return Math.max(0, left.cells * each - Number(remaining ?? 0)) / Number(value) * windowMs;
  });
  return pausedMs + Math.max(0, ...paces);
}

/** What a cell uses of a limit. */
function use(limit: string, { tokens }: LeftCells): number | null {
  if (limit.startsWith("requests")) return 1;
  if (tokens === null) return null;
  if (limit.startsWith("input")) return tokens.input;
  return limit.startsWith("output") ? tokens.output : tokens.input + tokens.output;
}
