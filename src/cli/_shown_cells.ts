import type { Cell, ChatMessage, JsonObject, JsonValue } from "../spec/mod.ts";
import { cellsOf, type SweepPlan } from "../sweep/mod.ts";
import { indented, printable, shownJson } from "./_printable.ts";

/** The first cells of a plan as they would be sent, for people. */
export function shownCellLines(plan: SweepPlan, count: number): string {
  return [...cellsOf(plan).take(count)].map((cell) => `\n${cellText(cell)}`).join("");
}

/** The same for programs. */
export function shownCellDocument(plan: SweepPlan, count: number): JsonValue {
  return [...cellsOf(plan).take(count)].map(({ id, endpoint, sample, request, repeat }) => ({
    id,
    endpoint: endpoint.key,
    prompt: sample.id,
    repeat,
    expected: sample.expected,
    request: JSON.parse(JSON.stringify(request)) as JsonObject,
    ...(sample.script === undefined ? {} : { script: JSON.parse(JSON.stringify(sample.script)) as JsonObject }),
  }));
}

function cellText({ id, endpoint, sample, label, repeat, request }: Cell): string {
  const { script } = sample;
  const names = [id, endpoint.key, `prompt ${sample.id}`, ...(label === "" ? [] : [label]), `repeat ${repeat}`];
  return [
    `${printable(names.join("  "))}\n`,
    ...request.messages.map(messageText),
    ...(script?.turns ?? []).flatMap((turn) => ["  (answer)\n", ...turn.map(messageText)]),
    ...(script?.toolResults ?? []).map(({ tool, arguments: args, result, times }) =>
      printable(
        `  tool ${tool}(${args === undefined ? "…" : shownJson(args)})${
          times === undefined ? "" : ` ${times} times`
        }:\n`,
      ) + indented(result, "    ")
    ),
    ...(sample.expected === null ? [] : [`  expected: ${shownJson(sample.expected)}\n`]),
  ].join("");
}

function messageText({ role, content }: ChatMessage): string {
  const text = typeof content === "string" ? content : shownJson(content);
  return `  ${role}:\n${indented(text, "    ")}`;
}
