import type { CellDetail, CellScore, CellTryDetail } from "../report/mod.ts";
import type { JsonObject } from "../spec/mod.ts";
import { formatMs, formatScore, formatUsd, UNKNOWN } from "./_format.ts";
import { interactionText } from "./_interaction_text.ts";
import { indented, printable, shownJson } from "./_printable.ts";
import { snakeKeys } from "./_snake_keys.ts";

/** All that is known of a cell, for people: its tries with what the tape has of each, then what came of it. */
export function cellText(detail: CellDetail): string {
  const tries = detail.tries.map((one) => tryText(one, detail));
  return [...tries, outcomeText(detail)].filter((text) => text !== "").join(`\n${"─".repeat(40)}\n`);
}

/** The same as a document. */
export function cellDocument(detail: CellDetail): JsonObject {
  const { run, state, tape, prompt, answer, expected, scores, ratings, routes, decisions } = detail;
  return {
    run_id: run.runId,
    cassette: tape.path,
    rows: detail.tries.map(({ row, scope, entry, costParts, chunks }) => ({
      row: snaked(row),
      scope,
      entry: entry === null ? null : { line: entry.line, record: plain(entry.record) },
      cost_parts: costParts === null ? null : plain(costParts),
      chunks: plain(chunks),
    })),
    state,
    tape: snaked(tape),
    prompt: prompt === null ? null : plain(prompt),
    answer: answer === null ? null : plain(answer),
    expected,
    cost_usd: detail.costUsd,
    score: detail.score,
    scores: scores.map(({ metadata, ...one }) => ({ ...snaked(one), ...(metadata === undefined ? {} : { metadata }) })),
    ratings: plain(ratings),
    routes: plain(routes),
    decisions: plain(decisions),
  };
}

function snaked(value: unknown): JsonObject {
  return snakeKeys(plain(value)) as JsonObject;
}

function plain<Value>(value: Value) {
  return JSON.parse(JSON.stringify(value));
}

function tryText({ row, scope, entry }: CellTryDetail, { tape }: CellDetail): string {
  const { cellIndex, endpoint, promptId, label, status, errorKind, costUsd, latencyMs, score } = row;
  const facts = [
    `cell ${cellIndex}, try ${row.try}`,
    endpoint,
    promptId,
    ...(label === "" ? [] : [label]),
    errorKind === null ? status : `${status}: ${errorKind}`,
    `$${costUsd === null ? UNKNOWN : formatUsd(costUsd)}`,
    latencyMs === null ? UNKNOWN : formatMs(latencyMs),
    ...(score === null ? [] : [`score ${score}`]),
  ];
  const head = `${facts.join("  ")}\nscope ${scope}\n`;
  return `${head}${entry === null ? "not on the tape\n" : interactionText(tape.path!, entry)}`;
}

/** What the tries do not tell by themselves. */
function outcomeText({ expected, scores, ratings, routes, decisions, tape }: CellDetail): string {
  const wanted = typeof expected === "string" ? expected : shownJson(expected, 2);
  return [
    ...(expected === null ? [] : [`expected\n${indented(wanted)}`]),
    ...(scores.length === 0 ? [] : [`scores\n${scores.map(scoreText).join("")}`]),
    ...ratings.map(({ rater, score, note, at }) =>
      `rated by ${printable(rater)}  ${formatScore(score)}  ${at}${note === undefined ? "" : `  ${printable(note)}`}\n`
    ),
    ...routes.map(({ audit: { at, policy, chosen, why } }) =>
      `route  ${at}  ${policy}: ${chosen ?? "none"} (${printable(why)})\n`
    ),
    ...decisions.map(({ line, record: { scope, name, choice, reason } }) =>
      `decided on line ${line}  ${printable(`${scope} ${name}`)}: ${shownJson(choice)} (${printable(reason)})\n`
    ),
    ...(tape.problem === null ? [] : [`tape: ${printable(tape.problem)}\n`]),
  ].join("");
}

function scoreText({ name, score, scoring, counts, metadata }: CellScore): string {
  const which = `scoring ${scoring}${counts ? "" : ", a later one counts"}`;
  const detail = metadata === undefined ? "" : `  ${shownJson(metadata)}`;
  return `  ${printable(name)}  ${formatScore(score)}  (${which})${detail}\n`;
}
