import { canonicalJson, isTable } from "../base/mod.ts";
import type { ChatMessage, ErrorKind, JsonValue, SampleScript, ToolCall, ToolScript } from "../spec/mod.ts";

/** What follows an answer, or why nothing can. */
export type ScriptStep =
  | { readonly ok: true; readonly messages: readonly ChatMessage[] }
  | { readonly ok: false; readonly kind: ErrorKind; readonly message: string };

/** Reads a sample's script along with the answers of one cell. */
export class ScriptReader {
  readonly #script: SampleScript;
  /** How often each script of a tool was used. */
  readonly #used = new Map<ToolScript, number>();
  #turn = 0;
  #rounds = 0;

  constructor(script: SampleScript = { turns: [], toolResults: [], maxToolRounds: 1 }) {
    this.#script = script;
  }

  /** What is said after an answer with these calls; `null`: it is the last one. */
  after(calls: readonly ToolCall[]): ScriptStep | null {
    const { turns, toolResults, maxToolRounds } = this.#script;
    const isOver = this.#turn === turns.length;
    if (calls.length === 0) {
      if (isOver) return null;
      this.#rounds = 0;
      return { ok: true, messages: turns[this.#turn++] };
    }
    // Without scripts, calls are what the answer is about.
    if (toolResults.length === 0 && isOver) return null;
    if (++this.#rounds > maxToolRounds) {
      return failure(
        "tool_rounds",
        "Cannot go on with the conversation as the model calls tools more often than max_tool_rounds allows",
        String(maxToolRounds),
      );
    }
    const messages: ChatMessage[] = [];
    for (const call of calls) {
      const script = this.#find(call);
      if (script === undefined) {
        const reason = "Cannot answer the model's call of a tool as no script of the sample fits it";
        return failure("unscripted_tool", reason, `${call.name}(${call.arguments})`);
      }
      messages.push({
        role: "tool",
        toolCallId: call.id,
        content: script.result,
        ...(script.isError === undefined ? {} : { isError: script.isError }),
      });
    }
    return { ok: true, messages };
  }

  #find(call: ToolCall): ToolScript | undefined {
    const given = parsed(call.arguments);
    const script = this.#script.toolResults.find((one) =>
      one.tool === call.name && (this.#used.get(one) ?? 0) < (one.times ?? Infinity) &&
      (one.arguments === undefined || (given !== undefined && contains(given, one.arguments)))
    );
    if (script !== undefined) this.#used.set(script, (this.#used.get(script) ?? 0) + 1);
    return script;
  }
}

function failure(kind: ErrorKind, reason: string, value: string): ScriptStep {
  return { ok: false, kind, message: `${reason}: current value is ${value}` };
}

/** Whether a value has all that is wanted of it: fields of tables, and everything else as it is. */
function contains(value: JsonValue, wanted: JsonValue): boolean {
  if (!isTable(wanted)) return canonicalJson(value) === canonicalJson(wanted);
  return isTable(value) &&
    Object.entries(wanted).every(([name, one]) =>
      Object.hasOwn(value, name) && contains(value[name] as JsonValue, one as JsonValue)
    );
}

/** `undefined`: it is no JSON. */
function parsed(text: string): JsonValue | undefined {
  try {
    return text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}
