import { isTable } from "../base/mod.ts";
import type { JsonObject, JsonValue, PureScorer, Score, ScorerInput, ToolCall } from "../spec/mod.ts";
import { jsonEqual } from "./_json_equal.ts";

/** Options of {@linkcode toolCallsScorer}. */
export interface ToolCallsScorerOptions {
  /** The field of the sample's row that has the expected calls; what the sample expects unless given. */
  readonly field?: string;
  /** What counts of a call's arguments: all, those that are expected, or none. `equal` unless given. */
  readonly arguments?: "equal" | "subset" | "ignore";
  /** Whether the calls must come in the expected order. `any` unless given. */
  readonly order?: "any" | "same";
  /** What calls are that nobody expects. `wrong` unless given. */
  readonly extra?: "wrong" | "allowed";
}

/** A call as it is compared. `arguments` is absent where they do not matter, or are no JSON. */
interface PlainCall {
  readonly name: string;
  readonly arguments?: JsonValue;
}

/**
 * Makes the scorer `tool_calls`: the share of expected calls of tools that the answer makes, by name and arguments, each
 * expected call met by one of its own. Calls that nobody expects count as expected ones that are missing: the share is
 * of the larger number of the two.
 *
 * A sample expects a list of calls, `{ name = "weather", arguments = { city = "Paris" } }`, or of names, or a single
 * one; the empty list expects none. Where it expects nothing or something else, or nobody knows the answer's calls, the
 * scorer does not apply. The metadata say what was called and what of the expected is missing.
 *
 * @example One of two calls
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toolCallsScorer } from "@tapedeck/tapedeck";
 *
 * const expected = [{ name: "weather", arguments: { city: "Paris" } }, "clock"];
 * const toolCalls = [{ id: "1", name: "weather", arguments: '{ "city": "Paris" }' }];
 * const { score, metadata } = toolCallsScorer().score({ input: "", output: "", expected, toolCalls });
 * assertEquals(score, 0.5);
 * assertEquals(metadata, { called: ["weather"], missing: ["clock"] });
 * ```
 */
export function toolCallsScorer(options: ToolCallsScorerOptions = {}): PureScorer {
  const { field, order = "any", extra = "wrong" } = options;
  const fits = fitsBy(options.arguments ?? "equal");
  return {
    name: "tool_calls",
    score({ expected, fields, toolCalls }: ScorerInput): Score {
      const wanted = expectedCalls(field === undefined ? expected : fields?.[field] ?? null);
      if (wanted === null || toolCalls === undefined) return { name: "tool_calls", score: null };
      const made = toolCalls.map(plainCall);
      const met = order === "same" ? inOrder(wanted, made, fits) : inAnyOrder(wanted, made, fits);
      const most = extra === "wrong" ? Math.max(wanted.length, made.length) : wanted.length;
      const missing = wanted.filter((_, i) => !met.has(i)).map(({ name }) => name);
      return {
        name: "tool_calls",
        score: most === 0 ? 1 : met.size / most,
        metadata: { called: made.map(({ name }) => name), missing },
      };
    },
  };
}

function plainCall({ name, arguments: text }: ToolCall): PlainCall {
  try {
    // Some providers write nothing where there are no arguments.
    return { name, arguments: text.trim() === "" ? {} : JSON.parse(text) };
  } catch {
    return { name };
  }
}

function expectedCalls(expected: JsonValue): PlainCall[] | null {
  if (expected === null) return null;
  const calls = [expected].flat().map((item): PlainCall | null => {
    if (typeof item === "string" && item !== "") return { name: item };
    if (!isTable(item) || typeof item.name !== "string") return null;
    return "arguments" in item ? { name: item.name, arguments: (item as JsonObject).arguments } : { name: item.name };
  });
  return calls.includes(null) ? null : calls as PlainCall[];
}

type Fits = (wanted: PlainCall, made: PlainCall) => boolean;

function fitsBy(rule: "equal" | "subset" | "ignore"): Fits {
  return (wanted, made) => {
    if (wanted.name !== made.name) return false;
    if (rule === "ignore" || wanted.arguments === undefined) return true;
    if (made.arguments === undefined) return false;
    return rule === "equal" ? jsonEqual(wanted.arguments, made.arguments) : hasWithin(made.arguments, wanted.arguments);
  };
}

/** Whether all members that are wanted are there, at every depth; lists are compared as they are. */
function hasWithin(made: JsonValue | undefined, wanted: JsonValue): boolean {
  if (!isTable(wanted)) return jsonEqual(made, wanted);
  return isTable(made) &&
    Object.entries(wanted).every(([name, value]) =>
      Object.hasOwn(made, name) && hasWithin((made as JsonObject)[name], value as JsonValue)
    );
}

/** The places of expected calls that are met when both are read in their order, as many as can be. */
function inOrder(wanted: readonly PlainCall[], made: readonly PlainCall[], fits: Fits): Set<number> {
  const best: Set<number>[] = Array.from({ length: made.length + 1 }, () => new Set());
  wanted.forEach((one, i) => {
    let diagonal = best[0];
    for (let j = 1; j <= made.length; j++) {
      const above = best[j];
      const longer = above.size >= best[j - 1].size ? above : best[j - 1];
      const met = fits(one, made[j - 1]) ? new Set([...diagonal, i]) : longer;
      best[j] = met.size > longer.size ? met : longer;
      diagonal = above;
    }
  });
  return best[made.length];
}

/** The places of expected calls that are met one to one, as many as can be (Kuhn's algorithm). */
function inAnyOrder(wanted: readonly PlainCall[], made: readonly PlainCall[], fits: Fits): Set<number> {
  const takenBy = new Map<number, number>();
  const take = (i: number, seen: Set<number>): boolean => {
    for (let j = 0; j < made.length; j++) {
      if (seen.has(j) || !fits(wanted[i], made[j])) continue;
      seen.add(j);
      const owner = takenBy.get(j);
      if (owner !== undefined && !take(owner, seen)) continue;
      takenBy.set(j, i);
      return true;
    }
    return false;
  };
  wanted.forEach((_, i) => take(i, new Set()));
  return new Set(takenBy.values());
}
