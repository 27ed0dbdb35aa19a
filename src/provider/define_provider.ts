import type { z } from "zod";
import { issueRule, nearestName, UserError } from "../base/mod.ts";
import type { ProviderAdapter } from "../spec/mod.ts";
import { adapterSchema } from "./_adapter_schema.ts";

/**
 * A provider of one's own, checked and frozen: the entry for plugins. The type is versioned, so that a plugin goes on to
 * work or is refused by its number, and never half understood; what a provider must do beyond its shape is what
 * `checkProvider` checks.
 *
 * @throws {UserError} when it is no such provider; the message names every problem.
 *
 * @example A server of one's own that speaks OpenAI's format
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defineProvider, endpointOf, findProvider } from "@tapedeck/tapedeck";
 *
 * const provider = defineProvider({
 *   ...findProvider("openai-compatible"),
 *   key: "cellar",
 *   name: "The server in the cellar",
 *   defaultOrigin: "http://cellar.local:8080",
 * });
 * assertEquals(endpointOf(provider, { model: "qwen/qwen3-8b" }).baseUrl, "http://cellar.local:8080/v1");
 * ```
 */
export function defineProvider(adapter: ProviderAdapter): ProviderAdapter {
  const schema = adapterSchema({ own: adapter?.format?.name, hasClient: adapter?.client !== undefined });
  const result = schema.safeParse(adapter);
  if (!result.success) {
    // What else a later version has or has not, this one cannot judge.
    const isOther = typeof adapter?.version === "number" && adapter.version !== 1;
    const issues = result.error.issues.filter(({ path }) => !isOther || path[0] === "version");
    const problems = issues.flatMap((issue) => problemsOf(issue, adapter, Object.keys(schema.shape)));
    throw new UserError(problemText(problems), { exitCode: 2 });
  }
  return freeze(adapter);
}

function problemText(problems: readonly string[]): string {
  if (problems.length === 1) return `Cannot define the provider as ${problems[0]}`;
  return `Cannot define the provider as it has ${problems.length} problems:\n  ${problems.join("\n  ")}`;
}

function problemsOf(issue: z.core.$ZodIssue, adapter: unknown, fields: readonly string[]): string[] {
  const where = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const nearest = where === "" ? nearestName(key, fields) : null;
      const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
      return `"${where === "" ? key : `${where}.${key}`}" is not a known field${hint}`;
    });
  }
  const current = valueAt(adapter, issue.path);
  const rule = issueRule(issue, current);
  const name = where === "" ? "it" : `"${where}"`;
  return [
    current === undefined ? `${name} is missing: it ${rule}` : `${name} ${rule}: current value is ${show(current)}`,
  ];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (current, part) => typeof current === "object" && current !== null ? Reflect.get(current, part) : undefined,
    value,
  );
}

/** Enough to know it again by. */
const SHOWN_CHARS = 80;

function show(value: unknown): string {
  const text = (typeof value === "function" ? "a function" : JSON.stringify(value)) ?? String(value);
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}

/** Formats and clients may be objects with a state of their own, which is left alone. */
const NOT_DATA = ["format", "client", "embeddings", "errors"];

function freeze(adapter: ProviderAdapter): ProviderAdapter {
  for (const [name, value] of Object.entries(adapter)) {
    if (!NOT_DATA.includes(name)) freezeData(value);
  }
  return Object.freeze(adapter);
}

function freezeData(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(freezeData);
}
