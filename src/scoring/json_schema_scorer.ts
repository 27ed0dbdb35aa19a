import { UserError } from "../base/mod.ts";
import type { JsonObject, JsonValue, PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { compileSchema, type SchemaProblem } from "./_compile_schema.ts";
import { extractJson } from "./_extract_json.ts";

/** Options of {@linkcode jsonSchemaScorer}. */
export interface JsonSchemaScorerOptions {
  /** A JSON Schema, of the draft that its `$schema` names (4, 7, 2019-09) or else 2020-12. */
  readonly schema: JsonObject;
}

/**
 * Makes the scorer `json_schema`: 1 when the answer is JSON that the schema accepts. The answer is either JSON and
 * nothing else, or has it in a Markdown fence with any words around it; of several fences the first one marked `json`
 * counts, else the first.
 *
 * It applies to every sample. The metadata of a 0 tell the place (`#/cities/0`) and the reason. The patterns within a
 * schema run on the runtime's own engine, which takes very long for some: keep them simple.
 *
 * @throws {UserError} when the schema is none: a keyword of a wrong type, a pattern that is none, a `$ref` to nothing.
 *
 * @example An answer in a fence
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jsonSchemaScorer } from "@tapedeck/tapedeck";
 *
 * const scorer = jsonSchemaScorer({ schema: { type: "object", required: ["city"] } });
 * const fence = "`".repeat(3);
 * const output = `Sure:\n${fence}json\n{ "city": "Paris" }\n${fence}`;
 * assertEquals(scorer.score({ input: "The capital of France, as JSON", output, expected: null }).score, 1);
 * ```
 */
export function jsonSchemaScorer(options: JsonSchemaScorerOptions): PureScorer {
  const check = build(options.schema);
  const wrong = (at: string, reason: string): Score => ({ name: "json_schema", score: 0, metadata: { at, reason } });
  return {
    name: "json_schema",
    score({ output }: ScorerInput): Score {
      const json = extractJson(output);
      if (json === null) return wrong("#", "The answer is no JSON.");
      try {
        const problem = check(json.value);
        return problem === null ? { name: "json_schema", score: 1 } : wrong(problem.at, problem.message);
      } catch (error) {
        if (error instanceof RangeError) return wrong("#", "The answer is nested too deeply.");
        throw error;
      }
    },
  };
}

function build(schema: JsonObject): (value: JsonValue) => SchemaProblem {
  try {
    return compileSchema(schema);
  } catch (cause) {
    throw new UserError(
      `Cannot score by json_schema as 'schema' must be a JSON Schema (${(cause as Error).message}): ` +
        `current value is ${JSON.stringify(schema)}`,
      { cause },
    );
  }
}
