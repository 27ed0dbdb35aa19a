import type { AnswerDelta, ToolCall } from "../spec/mod.ts";
import { countOrNull, isObject, objectOrNull, textOrNull } from "./_read.ts";

interface OpenCall {
  readonly index: number | null;
  id: string | null;
  name: string | null;
  readonly fragments: string[];
  facts: CallFacts | undefined;
  /** How many of the fragments were told; -1: not that there is a call. */
  told: number;
}

/** What stands beside a call's id, name and arguments. */
export type CallFacts = Pick<ToolCall, "signature" | "extra">;

/** The tool calls of an answer, joined from their fragments. */
export class ToolCallJoiner {
  readonly #calls: OpenCall[] = [];

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  /** Take one element of `tool_calls`, whole or a fragment. Says whether it carried anything. */
  add(value: unknown, facts?: CallFacts): boolean {
    if (!isObject(value)) return false;
    const fn = objectOrNull(value.function);
    const id = textOrNull(value.id);
    const name = textOrNull(fn?.name);
    const fragment = argumentsText(fn?.arguments);
    const call = this.#callFor(countOrNull(value.index), id, name);
    call.id ??= id;
    call.name ??= name;
    if (fragment !== "") call.fragments.push(fragment);
    if (facts !== undefined) call.facts = { ...call.facts, ...facts };
    return name !== null || fragment !== "";
  }

  /** What has been added since this was asked before. A call begins when its name is known, and its id or an argument. */
  *news(): Iterable<AnswerDelta> {
    for (const [place, call] of this.#calls.entries()) {
      if (call.name === null || (call.id === null && call.fragments.length === 0)) continue;
      if (call.told < 0) {
        call.told = 0;
        yield { type: "call", call: place, id: idOf(call, place), name: call.name };
      }
      while (call.told < call.fragments.length) {
        yield { type: "arguments", call: place, text: call.fragments[call.told++] };
      }
    }
  }

  /** A call without an id gets one from its place. */
  finish(): ToolCall[] {
    return this.#calls.map((call, place) => ({
      id: idOf(call, place),
      name: call.name ?? "",
      arguments: call.fragments.join(""),
      ...call.facts,
    }));
  }

  /**
   * By index, as the format has it. But some servers leave the index out and tell calls apart by id, and some give
   * every call the index 0: an id that is new there, together with a name, begins a new call.
   */
  #callFor(index: number | null, id: string | null, name: string | null): OpenCall {
    const known = index === null
      ? (id === null ? (name === null ? this.#calls.at(-1) : undefined) : this.#calls.find((call) => call.id === id))
      : this.#calls.findLast((call) => call.index === index);
    const isAnother = known !== undefined && name !== null && id !== null && known.id !== null && known.id !== id;
    if (known !== undefined && !isAnother) return known;
    const call: OpenCall = { index, id: null, name: null, fragments: [], facts: undefined, told: -1 };
    this.#calls.push(call);
    return call;
  }
}

function idOf({ id }: OpenCall, place: number): string {
  return id ?? `call_${place}`;
}

function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  // Some servers give the arguments as an object.
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
