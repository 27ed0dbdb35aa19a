import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { chartStyle } from "../../../src/analysis/charts/_style.ts";
import { type Span, timeAxis, timeStep } from "../../../src/analysis/charts/_time_axis.ts";

const START = Date.parse("2026-01-02T03:04:05.000Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Spans in milliseconds from the start. */
function axisOf(...spans: (readonly [fromMs: number, toMs: number])[]) {
  return timeAxis(spans.map(([fromMs, toMs]) => ({ fromMs: START + fromMs, toMs: START + toMs })), {});
}

function encodingOf(axis: ReturnType<typeof timeAxis>, width = 500) {
  return axis.encoding(width, chartStyle({})) as unknown as {
    readonly title: string;
    readonly axis: { readonly values?: readonly number[]; readonly labelExpr?: string };
  };
}

/** The labels of an axis by their place, as Vega's expression has them. */
function labelsOf(axis: ReturnType<typeof timeAxis>): string[][] {
  const { labelExpr } = encodingOf(axis).axis;
  return Object.values(JSON.parse(labelExpr!.slice(1, labelExpr!.lastIndexOf(")["))));
}

Deno.test("time is counted in the unit in which it is a readable number", () => {
  for (const [ms, unit, place] of [[2000, "s", 2], [10 * MINUTE, "min", 10], [5 * HOUR, "h", 5]] as const) {
    const axis = axisOf([0, ms]);
    assertEquals(encodingOf(axis).title, `Time since 2026-01-02 03:04:05 UTC (${unit})`);
    assertEquals(axis.place(START + ms), place);
  }
});

Deno.test("a long silence is cut short, and times are those of the clock", () => {
  const axis = axisOf([0, 10 * MINUTE], [14 * HOUR, 14 * HOUR + 10 * MINUTE]);
  assertEquals(axis.shownMs, 20 * MINUTE);
  const [cut] = axis.cuts;
  assertEquals([axis.cuts.length, cut.from, cut.to], [1, 10, 11]);
  assertEquals(axis.place(START + 14 * HOUR), 11);
  assertEquals(axis.place(START + 14 * HOUR + 5 * MINUTE), 16);
  assertEquals(encodingOf(axis).title, "Time (UTC)");
  const labels = labelsOf(axis);
  assertEquals(labels[0], ["03:04", "Jan 2"]);
  assert(labels.some(([time, day]) => time === "17:04" && day === "Jan 2"), JSON.stringify(labels));
});

Deno.test("what happens in a silence that was cut stands at its edge", () => {
  const axis = axisOf([0, 10 * MINUTE], [14 * HOUR, 15 * HOUR]);
  assertEquals(axis.place(START + 7 * HOUR), axis.place(START + 10 * MINUTE));
});

Deno.test("a pause that is short beside the run is no cut", () => {
  assertEquals(axisOf([0, 3 * HOUR], [3 * HOUR + 6 * MINUTE, 6 * HOUR]).cuts, []);
  assertEquals(axisOf([0, 1000], [4 * MINUTE, 4 * MINUTE + 1000]).cuts, []);
});

Deno.test("a call every hour is the run's rhythm, of which nothing is cut", () => {
  const axis = axisOf(...Array.from({ length: 72 }, (_, hour) => [hour * HOUR, hour * HOUR + MINUTE] as const));
  assertEquals(axis.cuts, []);
  assertEquals(encodingOf(axis).title, "Time (UTC)");
  assertEquals(labelsOf(axis).at(-1), ["Jan 5"]);
});

Deno.test("ticks stand far enough apart to be read", () => {
  const axis = axisOf([0, 10 * MINUTE], [HOUR, HOUR + MINUTE], [14 * HOUR, 14 * HOUR + 10 * MINUTE]);
  const { values } = encodingOf(axis, 600).axis;
  const end = axis.place(axis.toMs);
  for (let i = 1; i < values!.length; i++) {
    assert((values![i] - values![i - 1]) / end * 600 >= 57.9, `${values}`);
  }
});

Deno.test("bounds that are given begin and end the axis", () => {
  const axis = timeAxis([{ fromMs: START, toMs: START + HOUR }], { fromMs: START + MINUTE, toMs: START + 3 * MINUTE });
  assertEquals([axis.place(START), axis.place(START + 3 * MINUTE)], [0, 120]);
});

Deno.test("later is never further left, and the time that is shown makes up the axis", () => {
  const span = fc.tuple(fc.nat({ max: 3 * 86_400_000 }), fc.nat({ max: HOUR }))
    .map(([fromMs, length]): Span => ({ fromMs: START + fromMs, toMs: START + fromMs + length }));
  fc.assert(fc.property(fc.array(span, { minLength: 1, maxLength: 12 }), (spans) => {
    const axis = timeAxis(spans, {});
    const times = spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]).sort((a, b) => a - b);
    const places = times.map(axis.place);
    for (let i = 1; i < places.length; i++) assert(places[i] >= places[i - 1]);
    assertEquals(axis.place(axis.fromMs), 0);
    const shown = axis.parts.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    assertAlmostEquals(shown, axis.shownMs);
    assertEquals(axis.parts.length, axis.cuts.length + 1);
  }));
});

Deno.test("steps are those that people count time by", () => {
  assertEquals([timeStep(1000, 240), timeStep(HOUR, 240), timeStep(HOUR, 6), timeStep(40 * 86_400_000, 6)], [
    5,
    15_000,
    10 * MINUTE,
    7 * 86_400_000,
  ]);
});
