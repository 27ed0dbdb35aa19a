/** @jsxImportSource hono/jsx */
import { formatMs } from "../../base/mod.ts";
import type { CellTryDetail } from "../../report/cells/mod.ts";

/** A stretch of a try's time. */
interface Stretch {
  readonly name: "retry wait" | "queue" | "first token" | "generation" | "call";
  readonly look: "wait" | "queue" | "first" | "rest";
  readonly fromMs: number;
  readonly ms: number;
}

const WIDTH = 1000;
const HEIGHT = 20;

/** The time of each try, one below the other: waits, the first token, the rest, and when chunks came. */
export function Waterfall({ tries }: { readonly tries: readonly CellTryDetail[] }) {
  const rows = stretchesOf(tries);
  const totalMs = Math.max(...rows.flat().map(({ fromMs, ms }) => fromMs + ms), 0);
  if (totalMs === 0) return null;
  const used = LEGEND.filter(([look]) => rows.flat().some((one) => one.look === look));
  return (
    <figure class="waterfall">
      <figcaption>
        {`Timeline of ${formatMs(totalMs)} ms: `}
        {used.map(([look, words]) => (
          <span class="legend">
            <svg width="14" height="10" aria-hidden="true">
              <rect class={`bar-${look}`} width="14" height="10" />
            </svg>
            {words}
          </span>
        ))}
      </figcaption>
      {tries.map(({ row, chunks }, i) => (
        <div class="bar">
          <span>{`try ${row.try}`}</span>
          <svg
            role="img"
            aria-label={`Try ${row.try}: ${textOf(rows[i])}`}
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            height={HEIGHT}
          >
            {rows[i].map((one) => <Bar stretch={one} totalMs={totalMs} />)}
            {chunks.length > 1 && chunks.map(({ ms }) => {
              const x = scaled(startOf(rows[i]) + ms, totalMs);
              return <line class="chunk" x1={x} x2={x} y1={HEIGHT - 6} y2={HEIGHT} />;
            })}
          </svg>
          <span class="number">{row.latencyMs === null ? "–" : `${formatMs(row.latencyMs)} ms`}</span>
        </div>
      ))}
    </figure>
  );
}

const LEGEND = [
  ["wait", "wait before trying again"],
  ["queue", "our own queue"],
  ["first", "to the first token"],
  ["rest", "the rest of the call"],
] as const;

function Bar({ stretch: { look, fromMs, ms }, totalMs }: { readonly stretch: Stretch; readonly totalMs: number }) {
  // What took any time at all is seen.
  const width = Math.max(2, scaled(ms, totalMs));
  return <rect class={`bar-${look}`} x={scaled(fromMs, totalMs)} y={2} width={width} height={HEIGHT - 4} />;
}

function scaled(ms: number, totalMs: number): number {
  return Math.round(ms / totalMs * WIDTH * 10) / 10;
}

/** Each try begins where the one before has ended. */
function stretchesOf(tries: readonly CellTryDetail[]): Stretch[][] {
  let atMs = 0;
  return tries.map(({ row: { retryWaitMs, queueMs, ttftMs, latencyMs } }) => {
    const parts: [Stretch["name"], Stretch["look"], number][] = [
      ["retry wait", "wait", retryWaitMs],
      ["queue", "queue", queueMs],
      ...(ttftMs === null || latencyMs === null
        ? [["call", "rest", latencyMs ?? 0] as [Stretch["name"], Stretch["look"], number]]
        : [["first token", "first", ttftMs], ["generation", "rest", Math.max(0, latencyMs - ttftMs)]] as [
          Stretch["name"],
          Stretch["look"],
          number,
        ][]),
    ];
    return parts.filter(([, , ms]) => ms > 0).map(([name, look, ms]) => {
      const stretch = { name, look, fromMs: atMs, ms };
      atMs += ms;
      return stretch;
    });
  });
}

/** When the request was handed over, which chunks are counted from. */
function startOf(stretches: readonly Stretch[]): number {
  return stretches.find(({ look }) => look === "first" || look === "rest")?.fromMs ?? 0;
}

function textOf(stretches: readonly Stretch[]): string {
  return stretches.map(({ name, ms }) => `${name} ${formatMs(ms)} ms`).join(", ") || "no time";
}
