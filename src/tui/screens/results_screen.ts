import { compareText, formatCount, formatMs, formatScore, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { FactText } from "../../catalog/mod.ts";
import type { VariantResult } from "../../report/mod.ts";
import type { Line } from "../frame.ts";
import type { Key } from "../key.ts";
import {
  left,
  opened,
  type PickerState,
  type ResultSort,
  type ResultsScreen,
  said,
  type Step,
  step,
  textInput,
  turned,
} from "../state/mod.ts";
import { columnWidths, fitted, type ListColumn, oneLine, widthOf, wrapped } from "../text/mod.ts";
import { costText } from "./cell_texts.ts";
import { type Cell, listLine } from "./list_line.ts";
import { moved } from "./moved.ts";
import type { ScreenFace } from "./screen_face.ts";
import { sweepOpened } from "./sweep_screen.ts";
import { windowOf } from "./window_of.ts";

/** Of no column: what is longer stands whole where a variant is inspected. */
const MOST_WIDTH = 80;

/** What rows can be put in order by, in the order of the columns. */
const SORTS: readonly ResultSort[] = ["best", "variant", "score", "failed", "latency", "ttft", "tokens", "cost"];

const COLUMNS: readonly (ListColumn & { readonly sort?: ResultSort })[] = [
  { title: "variant", sort: "variant", least: 16, most: 0, isFirst: true },
  { title: "score", sort: "score", least: 5, most: 0, align: "right" },
  { title: "failed", sort: "failed", least: 6, most: 0, align: "right", leaves: 3 },
  { title: "p50 ms", sort: "latency", least: 6, most: 0, align: "right" },
  { title: "ttft", sort: "ttft", least: 5, most: 0, align: "right", leaves: 2 },
  { title: "tokens", sort: "tokens", least: 6, most: 0, align: "right", leaves: 1 },
  { title: "cost $", sort: "cost", least: 9, most: 0, align: "right" },
  { title: "answer", least: 10, most: 0, leaves: 4 },
];

/** What a run came to: its variants, the best first, in any order. */
export const resultsScreen: ScreenFace<ResultsScreen> = {
  title: (_state, { summary, sort, isReversed }) =>
    `${summary.runId} · ${formatCount(summary.cells, "cell")}, ${summary.failed} failed · by ${sort}${
      isReversed ? ", the last first" : ""
    }`,
  body(_state, screen, room) {
    const rows = sorted(screen);
    const best = screen.variants[0];
    const hasOne = new Set(rows.map(({ endpoint }) => endpoint)).size <= 1;
    const cells = rows.map((row) => cellsOf(row, { isBest: row === best, hasOne }));
    const columns = COLUMNS.map((column, i) => ({
      ...column,
      most: Math.min(MOST_WIDTH, Math.max(column.least, ...cells.map((row) => widthOf(oneLine(row[i].text))))),
    }));
    const widths = columnWidths(columns, room.columns - 2);
    const head = listLine(
      "  ",
      COLUMNS.map(({ title, sort }) => ({ text: sort === screen.sort ? `${title}▾` : title, tone: "dim" })),
      { columns, widths, hasCursor: false },
    );
    const lines = cells.map((row, i) =>
      listLine(i === screen.at ? "› " : "  ", row, { columns, widths, hasCursor: i === screen.at })
    );
    const foot = footLines(screen, room.columns);
    const space = Math.max(0, room.rows - 1 - foot.length);
    return [head, ...windowOf(lines, { at: screen.at, rows: space }), ...foot];
  },
  hints:
    () => [["s", "sort"], ["o", "turn"], ["b", "keep the best"], ["v", "keep this"], ["I", "inspect"], ["Esc", "back"]],
  onKey: resultsOnKey,
};

function footLines({ summary, resume, variants }: ResultsScreen, columns: number): Line[] {
  const cost = costText(summary.costUsd);
  const endpoints = [...new Set(variants.map(({ endpoint }) => endpoint))];
  const text = [...(endpoints.length === 1 ? endpoints : []), cost, `results in ${summary.out}`].join(" · ");
  const facts: Line[] = [[], [{ text: fitted(`  ${oneLine(text)}`, columns), tone: "dim" }]];
  if (resume === null) return facts;
  // The command stands by itself, to be copied.
  const lines = ["Not all cells have ended: r goes on with them, as does", resume]
    .flatMap((text) => wrapped(text, columns - 2));
  return [...facts, ...lines.map((text): Line => [{ text: `  ${text}`, tone: "warning" }])];
}

/** Both ways, what is unknown comes last. */
function sorted({ variants, sort, isReversed }: ResultsScreen): readonly VariantResult[] {
  if (sort === "best") return isReversed ? [...variants].reverse() : variants;
  if (sort === "variant") {
    const named = variants.map((row) => ({ row, name: variantText(row) })).sort((a, b) => compareText(a.name, b.name));
    return (isReversed ? named.reverse() : named).map(({ row }) => row);
  }
  const number = NUMBERS[sort];
  const known = variants.filter((row) => number(row) !== null)
    .sort((a, b) => (number(a)! - number(b)!) * (isReversed ? -1 : 1));
  return [...known, ...variants.filter((row) => number(row) === null)];
}

/** The better comes first: a high score, a low cost. */
const NUMBERS: {
  readonly [sort in Exclude<ResultSort, "best" | "variant">]: (row: VariantResult) => number | null;
} = {
  score: ({ score }) => score === null ? null : -score,
  failed: ({ failed }) => failed,
  latency: ({ latencyP50Ms }) => latencyP50Ms,
  ttft: ({ ttftP50Ms }) => ttftP50Ms,
  tokens: ({ outputTokens }) => outputTokens,
  cost: ({ costUsd }) => costUsd,
};

function variantText({ endpoint, label }: VariantResult): string {
  return label === "" ? endpoint : `${label} ${endpoint}`;
}

function cellsOf(
  variant: VariantResult,
  { isBest, hasOne }: { readonly isBest: boolean; readonly hasOne: boolean },
): Cell[] {
  // An endpoint that all rows have is in the line below them.
  const name = hasOne && variant.label !== "" ? variant.label : variantText(variant);
  const { score, failed, latencyP50Ms, ttftP50Ms, outputTokens, costUsd, answer, error } = variant;
  return [
    { text: `${isBest ? "★ " : "  "}${name}`, tone: "strong" },
    { text: formatScore(score) },
    { text: String(failed), tone: failed > 0 ? "bad" : "plain" },
    { text: formatMs(latencyP50Ms) },
    { text: formatMs(ttftP50Ms) },
    { text: outputTokens === null ? UNKNOWN : String(Math.round(outputTokens)) },
    { text: formatUsd(costUsd) },
    answer === null ? { text: error === null ? UNKNOWN : `× ${error}`, tone: "bad" } : { text: answer },
  ];
}

function resultsOnKey(state: PickerState, screen: ResultsScreen, key: Key): Step {
  const rows = sorted(screen);
  const at = moved(key, screen.at, { count: rows.length, page: Math.max(1, state.size.rows - 6) });
  if (at !== null) return step(turned(state, { ...screen, at: Math.max(0, at) }));
  const row = rows[screen.at];
  if ("name" in key) {
    if (key.name === "escape" || key.name === "left") return step(left(state));
    return step(key.name === "enter" ? inspected(state, row) : state);
  }
  switch (key.text) {
    case "s":
      return step(turned(state, { ...screen, sort: SORTS[(SORTS.indexOf(screen.sort) + 1) % SORTS.length], at: 0 }));
    case "o":
      return step(turned(state, { ...screen, isReversed: !screen.isReversed, at: 0 }));
    case "b":
      return step(kept(state, screen, screen.variants[0]));
    case "v":
      return step(kept(state, screen, row));
    case "I":
      return step(inspected(state, row));
    case "r":
      return sweepOpened(left(state), { isReady: true });
    default:
      return step(state);
  }
}

function kept(state: PickerState, { summary }: ResultsScreen, variant: VariantResult | undefined): PickerState {
  if (variant === undefined) return said(state, "There is no variant that could be kept.", "warning");
  const model = variant.endpoint.slice(0, variant.endpoint.indexOf("@"));
  return opened(state, {
    is: "keep",
    runId: summary.runId,
    variant,
    fields: { name: textInput(""), model: textInput(model) },
    at: 0,
    isTaken: false,
  });
}

function inspected(state: PickerState, variant: VariantResult | undefined): PickerState {
  if (variant === undefined) return state;
  return opened(state, { is: "inspect", title: variantText(variant), facts: factsOf(variant), top: 0 });
}

function factsOf(variant: VariantResult): FactText[] {
  const { endpoint, label, cells, failed, score, scores, costUsd, answer, error } = variant;
  const ms = (
    name: string,
    value: number | null,
  ): FactText => [name, value === null ? UNKNOWN : `${formatMs(value)} ms`];
  return [
    ["endpoint", endpoint],
    ["parameters", label === "" ? "none vary" : label],
    ["cells", `${cells}, ${failed} failed`],
    ["score", formatScore(score)],
    ...Object.entries(scores).map(([name, value]): FactText => [`  ${name}`, formatScore(value)]),
    ms("latency p50", variant.latencyP50Ms),
    ms("latency p95", variant.latencyP95Ms),
    ms("ttft p50", variant.ttftP50Ms),
    ms("ttft p95", variant.ttftP95Ms),
    ["tokens/s p50", variant.outputTpsP50 === null ? UNKNOWN : variant.outputTpsP50.toFixed(1)],
    ["tokens out", variant.outputTokens === null ? UNKNOWN : variant.outputTokens.toFixed(1)],
    ["cost", costUsd === null ? "unknown" : costText(costUsd)],
    ...(error === null ? [] : [["first failure", error] as const]),
    ["first answer", answer ?? UNKNOWN],
  ];
}
