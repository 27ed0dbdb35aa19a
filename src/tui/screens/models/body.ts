import type { ListedModel } from "../../../catalog/mod.ts";
import { listedPrice } from "../../../catalog/mod.ts";
import type { EndpointRecord, HealthState, ProviderKey } from "../../../spec/mod.ts";
import type { Line, Size } from "../../frame.ts";
import type { PickerState } from "../../state/mod.ts";
import { columnWidths, fitted, type ListColumn, oneLine, widthOf } from "../../text/mod.ts";
import { asOfText, dollarsText, factMark, healthMark, tokensText, uptimeText } from "../cell_texts.ts";
import { type Cell, listLine } from "../list_line.ts";
import { windowTop } from "../window_top.ts";
import { type Row, rowAtCursor, rowsOf } from "./rows.ts";

const MARKS = 4;
const ENDPOINT_MARKS = 6;
/** Of no column: what is longer stands whole among the facts. */
const MOST_WIDTH = 60;
/** `deprecated limited` */
const BADGES_WIDTH = 18;
const KINDS = { promoted: "★", curated: "◆", discovered: " " } as const;

/** The list, in so many lines as there is room for. */
export function modelsBody(state: PickerState, { columns: width, rows: height }: Size): Line[] {
  const rows = rowsOf(state);
  const room = Math.max(0, height - 1);
  const current = rowAtCursor(rows, state.list.cursor);
  const at = current === null ? 0 : rows.indexOf(current);
  const top = windowTop(at, { count: rows.length, rows: room });
  const shown = rows.slice(top, top + room);
  const view = viewOf(state, shown, width);
  const head = listLine(
    " ".repeat(MARKS),
    view.model.columns.map(({ title }) => ({ text: title, tone: "dim" })),
    { ...view.model, hasCursor: false },
  );
  if (rows.length === 0) return [head, [{ text: emptyText(state), tone: "dim" }]];
  return [head, ...shown.map((row) => rowLine(row, { state, view, hasCursor: row === current }))];
}

function emptyText({ list }: PickerState): string {
  if (list.models === null) return "    … loading the lists";
  const where = list.provider === null ? "" : ` in the list of ${oneLine(list.provider)}`;
  return list.query === "" ? `    No model is known${where}.` : `    No model fits${where}.`;
}

/** How wide the columns of what is seen are. */
interface View {
  readonly model: { readonly columns: readonly ListColumn[]; readonly widths: readonly number[] };
  readonly endpoint: { readonly columns: readonly ListColumn[]; readonly widths: readonly number[] };
  readonly width: number;
}

function viewOf(state: PickerState, shown: readonly Row[], width: number): View {
  const models = shown.flatMap((row) => row.is === "model" ? [modelCells(row.model, state, Infinity)] : []);
  const endpoints = shown.flatMap((row) => row.is === "endpoint" ? [endpointCells(row.record, state, Infinity)] : []);
  const columned = (columns: readonly ListColumn[], cells: readonly (readonly Cell[])[], marks: number) => {
    const fit = columns.map((column, i) => {
      const widest = Math.max(0, ...cells.map((row) => widthOf(oneLine(row[i].text))));
      // Where nothing is to be seen of a column that may leave, its room is the others'.
      const isEmpty = widest === 0 && cells.length > 0 && column.leaves !== undefined;
      const most = Math.min(MOST_WIDTH, Math.max(column.least, widest));
      // Half a word of what stands out says nothing; half a name does.
      const least = column.title === "badges" ? Math.min(BADGES_WIDTH, most) : column.least;
      return { ...column, least: isEmpty ? 0 : least, most: isEmpty ? 0 : most };
    });
    return { columns: fit, widths: columnWidths(fit, width - marks) };
  };
  return {
    model: columned(MODEL_COLUMNS, models, MARKS),
    endpoint: columned(ENDPOINT_COLUMNS, endpoints, ENDPOINT_MARKS),
    width,
  };
}

const MODEL_COLUMNS: readonly ListColumn[] = [
  { title: "model", least: 20, most: 0, isFirst: true },
  { title: "name", least: 10, most: 0, leaves: 1 },
  { title: "ctx", least: 5, most: 0, align: "right" },
  { title: "in $/1K", least: 8, most: 0, align: "right" },
  { title: "out", least: 7, most: 0, align: "right" },
  { title: "tools", least: 5, most: 0 },
  { title: "badges", least: 6, most: 0, leaves: 3 },
  { title: "health", least: 6, most: 0, leaves: 2 },
];

const ENDPOINT_COLUMNS: readonly ListColumn[] = [
  { title: "endpoint", least: 16, most: 0, isFirst: true },
  { title: "quant", least: 5, most: 0, leaves: 4 },
  { title: "in $/1K", least: 8, most: 0, align: "right" },
  { title: "out", least: 7, most: 0, align: "right" },
  { title: "ctx", least: 5, most: 0, align: "right" },
  { title: "tools", least: 5, most: 0 },
  { title: "up", least: 8, most: 0, align: "right", leaves: 3 },
  { title: "health", least: 6, most: 0, leaves: 2 },
  { title: "as of", least: 10, most: 0, leaves: 1 },
];

function rowLine(
  row: Row,
  { state, view, hasCursor }: { readonly state: PickerState; readonly view: View; readonly hasCursor: boolean },
): Line {
  const pointer = hasCursor ? "›" : " ";
  switch (row.is) {
    case "kind":
      return [{ text: fitted(`${KINDS[row.kind]} ${row.kind} (${row.count})`, view.width), tone: "title" }];
    case "model": {
      const cells = modelCells(row.model, state, view.model.widths[7]);
      return listLine(modelMarks(row.model, { state, pointer }), cells, { ...view.model, hasCursor });
    }
    case "endpoints":
      return listLine(
        " ".repeat(ENDPOINT_MARKS),
        view.endpoint.columns.map(({ title }) => ({ text: title, tone: "dim" })),
        { ...view.endpoint, hasCursor: false },
      );
    case "endpoint": {
      const mark = state.selected.includes(row.record.key) ? "[x]" : "[ ]";
      const cells = endpointCells(row.record, state, view.endpoint.widths[7]);
      return listLine(`${pointer} ${mark} `, cells, { ...view.endpoint, hasCursor });
    }
    case "note":
      return [{ text: fitted(`${pointer}     ${oneLine(row.text)}`, view.width), tone: hasCursor ? "cursor" : "dim" }];
  }
}

function modelMarks(
  { key, kind }: ListedModel,
  { state, pointer }: { readonly state: PickerState; readonly pointer: string },
): string {
  const isSelected = state.selected.some((endpoint) => endpoint.startsWith(`${key}@`));
  return `${pointer}${isSelected ? "*" : " "}${state.list.unfolded.has(key) ? "▾" : "▸"}${KINDS[kind]}`;
}

function modelCells(
  { key, record, price, badges, status, providers }: ListedModel,
  state: PickerState,
  room: number,
): Cell[] {
  const words = badges.filter((badge) => badge !== "promoted");
  const isOver = status === "unavailable" || status === "deprecated";
  const profile = state.profiles.get(key);
  const shown = status === "unavailable" ? [...words.filter((word) => word !== "deprecated"), "gone"] : words;
  return [
    { text: key, tone: "strong" },
    { text: record.name === key ? "" : record.name },
    { text: tokensText(record.contextTokens) },
    { text: dollarsText(price?.perThousand.inputUsd) },
    { text: dollarsText(price?.perThousand.outputUsd) },
    { text: record.kind === "chat" ? factMark(record.capabilities.tools) : record.kind },
    {
      text: [...(profile === undefined ? [] : [`=${profile.name}`]), ...shown].join(" "),
      tone: isOver ? "warning" : "accent",
    },
    healthCell(providers, { state, room }),
  ];
}

/** The names where there is room for them, else the marks alone. */
function healthCell(
  providers: readonly ProviderKey[],
  { state, room }: { readonly state: PickerState; readonly room: number },
): Cell {
  const states = providers.map((key) => [key, state.health.get(key) ?? "unknown"] as const);
  const named = states.map(([key, health]) => `${healthMark(health)} ${key}`).join(" ");
  const tone = toneOf(states.map(([, health]) => health));
  return { text: widthOf(named) <= room ? named : states.map(([, health]) => healthMark(health)).join(""), tone };
}

function toneOf(states: readonly HealthState[]): NonNullable<Cell["tone"]> {
  if (states.includes("healthy")) return "good";
  if (states.includes("degraded")) return "warning";
  return states.length > 0 && states.every((state) => state === "down") ? "bad" : "dim";
}

function endpointCells(record: EndpointRecord, { health }: PickerState, room: number): Cell[] {
  const price = listedPrice(record.price)?.perThousand;
  const state = health.get(record.provider) ?? "unknown";
  const isImpaired = record.status === "down" || record.status === "degraded";
  const tools = record.capabilities.tools;
  return [
    { text: record.key.slice(record.key.indexOf("@")) },
    { text: record.quantization ?? "–" },
    { text: dollarsText(price?.inputUsd) },
    { text: dollarsText(price?.outputUsd) },
    { text: tokensText(record.contextTokens) },
    { text: factMark(tools), tone: tools === "yes" ? "good" : "plain" },
    { text: isImpaired ? record.status! : uptimeText(record.uptime), tone: isImpaired ? "warning" : "plain" },
    { text: widthOf(state) + 2 <= room ? `${healthMark(state)} ${state}` : healthMark(state), tone: toneOf([state]) },
    { text: asOfText(record), tone: "dim" },
  ];
}
