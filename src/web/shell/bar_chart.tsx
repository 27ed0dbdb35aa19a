/** @jsxImportSource hono/jsx */

/** One bar. */
export interface Bar {
  /** How high it is; not below 0. */
  readonly value: number;
  /** What it stands for, with its figure: it is shown when it is pointed at. */
  readonly label: string;
  /** Whether more belongs to it than is known: it is drawn hollow. */
  readonly isPartial?: boolean;
}

/** What of a chart is not its bars. */
export interface BarChartFacts {
  readonly bars: readonly Bar[];
  /** All that the chart shows, in words. */
  readonly summary: string;
  /** What stands below the first and the last bar. */
  readonly ends: readonly [string, string];
  /** How high it is drawn, in pixels. */
  readonly height?: number;
}

/** Units of the drawing, which is stretched to the width that it has. */
const STEP = 10;
const HIGH = 100;
/** What is more than nothing is seen, and so is what may be. */
const LEAST = 2;

/** Bars side by side, with what they show in words for whoever does not see them. */
export function BarChart({ bars, summary, ends: [first, last], height = 64 }: BarChartFacts) {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  return (
    <div class="bars">
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${Math.max(1, bars.length) * STEP} ${HIGH}`}
        preserveAspectRatio="none"
        width="100%"
        height={height}
      >
        {bars.map(({ value, label, isPartial }, i) => {
          const high = value === 0 && isPartial !== true ? 0 : Math.max(LEAST, value / most * HIGH);
          return (
            <rect
              x={i * STEP + 1}
              y={round(HIGH - high)}
              width={STEP - 2}
              height={round(high)}
              class={isPartial === true ? "bar partial" : "bar"}
            >
              <title>{label}</title>
            </rect>
          );
        })}
      </svg>
      <p class="ends" aria-hidden="true">
        <span>{first}</span>
        <span>{last}</span>
      </p>
    </div>
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
