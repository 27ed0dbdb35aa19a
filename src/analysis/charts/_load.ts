import { type Span, type TimeAxis, timeStep } from "./_time_axis.ts";

/** How many calls there are from a place on the axis on, to that of the next point. */
export type LoadPoint = {
  readonly x: number;
  /** What counts: calls in flight, or those of the last minute. */
  readonly calls: number;
  /** With those that wait on top. */
  readonly all: number;
};

/** The calls of one series. */
export interface Calls {
  readonly counted: readonly Span[];
  readonly waiting: readonly Span[];
}

/** Lines of no more points are drawn as they are. */
const MOST_EXACT = 300;
const MOST_BINS = 240;

/** The length of the times over which numbers are averaged; `null`: all of them are exact. */
export function binLength(series: readonly Calls[], axis: TimeAxis): number | null {
  const most = Math.max(...series.map(({ counted, waiting }) => 2 * (counted.length + waiting.length)));
  const exact = Math.min(MOST_EXACT, Math.floor(3000 / series.length));
  return most <= exact ? null : timeStep(axis.shownMs, Math.min(MOST_BINS, Math.floor(5000 / series.length)));
}

/** How many calls of a series there are at each time; averaged where `binMs` says over how long. */
export function loadOf({ counted, waiting }: Calls, axis: TimeAxis, binMs: number | null): LoadPoint[] {
  return axis.parts.flatMap((part) =>
    binMs === null ? exact(part, { counted, waiting, axis }) : averaged(part, { counted, waiting, axis, binMs })
  );
}

function exact(part: Span, { counted, waiting, axis }: Calls & { readonly axis: TimeAxis }): LoadPoint[] {
  const changes = new Map<number, { calls: number; waiting: number }>([[part.fromMs, { calls: 0, waiting: 0 }]]);
  const count = (spans: readonly Span[], field: "calls" | "waiting") => {
    for (const span of spans) {
      const { fromMs, toMs } = within(span, part);
      if (fromMs >= toMs) continue;
      for (const [ms, by] of [[fromMs, 1], [toMs, -1]]) {
        const change = changes.get(ms) ?? { calls: 0, waiting: 0 };
        change[field] += by;
        changes.set(ms, change);
      }
    }
  };
  count(counted, "calls");
  count(waiting, "waiting");
  let [calls, waits] = [0, 0];
  const points = [...changes].sort(([a], [b]) => a - b).map(([ms, change]) => {
    calls += change.calls;
    waits += change.waiting;
    return { x: axis.place(ms), calls, all: calls + waits };
  });
  return [...points, { x: axis.place(part.toMs), calls: 0, all: 0 }];
}

function averaged(
  part: Span,
  { counted, waiting, axis, binMs }: Calls & { readonly axis: TimeAxis; readonly binMs: number },
): LoadPoint[] {
  const bins = Math.max(1, Math.ceil((part.toMs - part.fromMs) / binMs));
  const calls = occupied(counted, part, { bins, binMs });
  const waits = occupied(waiting, part, { bins, binMs });
  const points = Array.from({ length: bins }, (_, i) => {
    const fromMs = part.fromMs + i * binMs;
    const lengthMs = Math.min(binMs, part.toMs - fromMs);
    const mean = (ms: number) => Math.round((ms / lengthMs) * 1000) / 1000;
    return { x: axis.place(fromMs), calls: mean(calls[i]), all: mean(calls[i] + waits[i]) };
  });
  return [...points, { x: axis.place(part.toMs), calls: 0, all: 0 }];
}

/** How many milliseconds of all spans together lie in each bin. */
function occupied(
  spans: readonly Span[],
  part: Span,
  { bins, binMs }: { readonly bins: number; readonly binMs: number },
): Float64Array {
  // Whole bins are added up from where they begin and end, so that a long span costs no more than a short one.
  const sums = new Float64Array(bins);
  const whole = new Float64Array(bins + 1);
  for (const span of spans) {
    const { fromMs, toMs } = within(span, part);
    if (fromMs >= toMs) continue;
    const first = Math.min(bins - 1, Math.floor((fromMs - part.fromMs) / binMs));
    const last = Math.min(bins - 1, Math.floor((toMs - part.fromMs) / binMs));
    if (first === last) {
      sums[first] += toMs - fromMs;
      continue;
    }
    sums[first] += part.fromMs + (first + 1) * binMs - fromMs;
    sums[last] += toMs - (part.fromMs + last * binMs);
    whole[first + 1] += binMs;
    whole[last] -= binMs;
  }
  let running = 0;
  return sums.map((sum, i) => sum + (running += whole[i]));
}

function within({ fromMs, toMs }: Span, part: Span): Span {
  return { fromMs: Math.max(fromMs, part.fromMs), toMs: Math.min(toMs, part.toMs) };
}
