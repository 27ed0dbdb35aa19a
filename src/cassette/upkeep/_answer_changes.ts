import { Buffer } from "node:buffer";
import type { Completion, JsonValue, Usage, WireLens, WireOutcome } from "../../spec/mod.ts";
import { bodyContent } from "../body.ts";
import type { Interaction, RecordedResponse } from "../interaction.ts";
import { type JsonChange, jsonChanges } from "./_json_changes.ts";
import { otherChoices } from "./_other_choices.ts";
import { readAnswer } from "./_read_answer.ts";
import { bodyJson, factsOf } from "./interaction_facts.ts";
import { type WordChange, wordChanges } from "../words/mod.ts";

/** In what two answers differ. */
export interface AnswerChange {
  /** `text`, `tool call 1`, `usage inputTokens`, … */
  readonly what: string;
  /** As JSON; long texts too. */
  readonly before: JsonValue;
  /** As JSON; long texts too. */
  readonly after: JsonValue;
  /** Of texts: word by word; absent where they have too little in common. */
  readonly words?: readonly WordChange[];
  /** Of JSON values: place by place. */
  readonly places?: readonly JsonChange[];
}

/** What is another one in every answer, whatever it says. */
const NOISE = new Set(["id", "created", "created_at", "system_fingerprint", "request_id", "responseId", "date"]);
type Choices = ReturnType<typeof otherChoices>;
const PLAIN = ["finishReason", "model", "refusal", "reportedCostUsd"] as const;
const NAMES = {
  finishReason: "finish reason",
  model: "model",
  refusal: "refusal",
  reportedCostUsd: "reported cost USD",
} as const;

/** In what two answers differ by their meaning: not in ids, times, the order of names, or how they came in chunks. */
export function answerChanges(before: Interaction, after: Interaction, lenses: readonly WireLens[]): AnswerChange[] {
  const outcomes = [before, after].map((record) => readAnswer(lenses, record));
  const [a, b] = outcomes;
  const [old, now] = [before, after].map((record, i) => factsOf(record, outcomes[i], lenses));
  const changes: AnswerChange[] = [];
  add(changes, "end", old.end, now.end);
  add(changes, "status", old.status, now.status);
  add(changes, "failure", failureOf(old.failure, old.message), failureOf(now.failure, now.message));
  if (a?.ok && b?.ok) {
    changes.push(...completionChanges(a.completion, b.completion));
    changes.push(...otherChoiceChanges(otherChoices(before.response), otherChoices(after.response)));
  } else if (!areFailures(a, b)) changes.push(...bodyChanges(before.response, after.response));
  return changes;
}

/** Whether both are failures: these have been compared already. */
function areFailures(a: WireOutcome | null, b: WireOutcome | null): boolean {
  return a !== null && b !== null && !a.ok && !b.ok;
}

function failureOf(failure: string | null, message: string | null): JsonValue {
  return failure === null ? null : `${failure}: ${message ?? ""}`;
}

function completionChanges(before: Completion, after: Completion): AnswerChange[] {
  const changes: AnswerChange[] = [];
  addText(changes, "text", before.text, after.text);
  addText(changes, "reasoning", before.reasoning, after.reasoning);
  for (let i = 0; i < Math.max(before.toolCalls.length, after.toolCalls.length); i++) {
    const [a, b] = [before, after].map(({ toolCalls }) => toolCall(toolCalls[i]));
    const places = jsonChanges(a, b);
    if (places.length > 0) changes.push({ what: `tool call ${i + 1}`, before: a ?? null, after: b ?? null, places });
  }
  for (const name of PLAIN) add(changes, NAMES[name], before[name], after[name]);
  for (const name of Object.keys(before.usage) as (keyof Usage)[]) {
    if (name !== "details") add(changes, `usage ${name}`, before.usage[name], after.usage[name]);
  }
  const details = [before, after].map(({ usage }) => usage.details as { [name: string]: JsonValue } | undefined);
  for (const name of Object.keys({ ...details[0], ...details[1] })) {
    add(changes, `usage ${name}`, details[0]?.[name] ?? null, details[1]?.[name] ?? null);
  }
  return changes;
}

function otherChoiceChanges(before: Choices, after: Choices): AnswerChange[] {
  const changes: AnswerChange[] = [];
  for (const index of Object.keys({ ...before, ...after })) {
    addText(changes, `choice ${Number(index) + 1}`, before[index] ?? "", after[index] ?? "");
  }
  return changes;
}

/** Without its id. Arguments are compared as JSON where they are. */
function toolCall(call: Completion["toolCalls"][number] | undefined): JsonValue | undefined {
  if (call === undefined) return undefined;
  let given: JsonValue = call.arguments;
  try {
    given = JSON.parse(call.arguments);
  } catch {
    // A model may write what is no JSON.
  }
  return { name: call.name, arguments: given };
}

/** Of answers that nothing reads. */
function bodyChanges(before: RecordedResponse | undefined, after: RecordedResponse | undefined): AnswerChange[] {
  const changes: AnswerChange[] = [];
  const [a, b] = [before, after].map((response) => bodyJson(response?.body ?? null));
  if (a !== undefined && b !== undefined) {
    const places = jsonChanges(a, b, (name) => NOISE.has(name));
    if (places.length > 0) changes.push({ what: "body", before: a, after: b, places });
    return changes;
  }
  const [old, now] = [before, after].map((response) => bodyContent(response?.body ?? null));
  if (typeof old === "string" && typeof now === "string") addText(changes, "body", old, now);
  else if (Buffer.compare(Buffer.from(old), Buffer.from(now)) !== 0) {
    changes.push({ what: "body", before: `${old.length} bytes`, after: `${now.length} bytes` });
  }
  return changes;
}

function add(changes: AnswerChange[], what: string, before: JsonValue, after: JsonValue): void {
  if (before !== after) changes.push({ what, before, after });
}

function addText(changes: AnswerChange[], what: string, before: string, after: string): void {
  if (before === after) return;
  const words = wordChanges(before, after);
  changes.push({ what, before, after, ...(words === null ? {} : { words }) });
}
