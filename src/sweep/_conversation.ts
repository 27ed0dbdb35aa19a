import { assistantMessage } from "../provider/mod.ts";
import type { Cell, ChatMessage, ChatRequest, Completion, ErrorKind } from "../spec/mod.ts";
import type { ExchangeResult } from "../transport/mod.ts";
import { ScriptReader } from "./_script_reader.ts";

/** One call of a cell, with all of its tries. */
export interface ConversationCall {
  readonly request: ChatRequest;
  /** From 1. */
  readonly turn: number;
  readonly results: readonly ExchangeResult[];
}

/** Why a script does not know how to go on after an answer. */
export interface ScriptFailure {
  readonly kind: ErrorKind;
  readonly message: string;
}

/** The calls that a cell has made. */
export interface Conversation {
  /** At least one. */
  readonly calls: readonly ConversationCall[];
  /** `null`: the last call ended as it did. */
  readonly failure: ScriptFailure | null;
}

/**
 * Make the calls of a cell, one after the other: the sample's script says what follows each answer. The first failure
 * ends it. Everything in it follows from the cell and from the answers, so that a replay says the same.
 */
export async function converse(
  cell: Cell,
  ask: (request: ChatRequest, turn: number) => Promise<readonly ExchangeResult[]>,
): Promise<Conversation> {
  const script = new ScriptReader(cell.sample.script);
  const calls: ConversationCall[] = [];
  let { request } = cell;
  for (;;) {
    const turn = calls.length + 1;
    const results = await ask(request, turn);
    calls.push({ request, turn, results });
    const { outcome } = results[results.length - 1];
    const next = outcome.ok ? script.after(outcome.completion.toolCalls) : null;
    if (!outcome.ok || next === null) return { calls, failure: null };
    if (!next.ok) return { calls, failure: next };
    request = { ...request, messages: joined(request.messages, outcome.completion, next.messages) };
  }
}

function joined(
  before: readonly ChatMessage[],
  answer: Completion,
  after: readonly ChatMessage[],
): readonly ChatMessage[] {
  return [...before, assistantMessage(answer), ...after];
}
