import type { CallEvent, CallPlace, ChatRequest, ToolCall } from "../spec/mod.ts";
import type { ExchangeResult } from "./exchange.ts";

/** What is told of a try beside its result. */
export interface EndedFacts {
  readonly atMs: number;
  readonly place: CallPlace;
  readonly try: number;
  readonly request: ChatRequest;
  readonly costUsd: string | null;
}

/** The event of a try that has ended. */
export function endedEvent(result: ExchangeResult, { atMs, place, request, costUsd, ...facts }: EndedFacts): CallEvent {
  const { outcome, httpStatus, note } = result;
  const offered = request.tools !== undefined && request.tools.length > 0;
  const shared = {
    type: "ended" as const,
    atMs,
    place,
    try: facts.try,
    source: note.source ?? "live" as const,
    httpStatus,
    costUsd,
  };
  if (!outcome.ok) {
    const { kind, latencyMs, billed } = outcome.failure;
    return {
      ...shared,
      errorKind: kind,
      latencyMs,
      ttftMs: null,
      outputTps: null,
      usage: billed?.usage ?? null,
      tools: { offered, calls: 0, valid: 0 },
    };
  }
  const { timing: { latencyMs, ttftMs, outputTps }, usage, rawUsage, toolCalls } = outcome.completion;
  return {
    ...shared,
    errorKind: null,
    latencyMs,
    ttftMs,
    outputTps,
    usage: rawUsage === null ? null : usage,
    tools: { offered, calls: toolCalls.length, valid: toolCalls.filter(hasJson).length },
  };
}

function hasJson(call: ToolCall): boolean {
  try {
    JSON.parse(call.arguments);
    return true;
  } catch {
    return false;
  }
}
