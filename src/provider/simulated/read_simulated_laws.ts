import { parse } from "@std/toml";
import { issueRule, UserError } from "../../base/mod.ts";
import { isObject } from "../_read.ts";
import { lawsSchema } from "./_laws_schema.ts";
import type { SimulatedEndpoint } from "./simulated_endpoint.ts";

/** What a file of laws says. */
export interface SimulatedLaws {
  /** Absent: none is given. */
  readonly seed?: string | number;
  /** Absent: the default ones. */
  readonly endpoints?: readonly SimulatedEndpoint[];
}

/**
 * Reads the TOML text of a file of laws: a `seed`, and `[[endpoints]]` with the fields of a {@linkcode SimulatedEndpoint}
 * in snake_case. Everything that is wrong is said at once; `path` stands in the message.
 *
 * @throws {UserError} with exit code 2 when the text is no TOML, or not of this form.
 *
 * @example A slow endpoint that refuses every third request
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readSimulatedLaws } from "@tapedeck/tapedeck";
 *
 * const { endpoints } = readSimulatedLaws(
 *   `
 * [[endpoints]]
 * model = "simulated/slow"
 * latency = { ttft_ms = { kind = "lognormal", median = 800, sigma = 0.5 }, tokens_per_second = 20 }
 *
 * [[endpoints.failures]]
 * kind = "overloaded"
 * every = 3
 * `,
 *   "laws.toml",
 * );
 * assertEquals(endpoints?.[0].failures, [{ kind: "overloaded", every: 3 }]);
 * ```
 */
export function readSimulatedLaws(toml: string, path: string): SimulatedLaws {
  const raw = camelKeys(parseLaws(toml, path));
  const result = lawsSchema.safeParse(raw);
  if (result.success) return result.data as SimulatedLaws;
  const problems = result.error.issues.flatMap((issue) => {
    const where = showPath(issue.path);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `  ${where === "" ? "" : `${where}.`}${snake(key)} is not a known key`);
    }
    const rule = issueRule(issue, issue.path.reduce<unknown>((value, part) => (value as never)?.[part], raw));
    return [`  ${where} ${rule}`];
  });
  throw new UserError(
    `Cannot use the laws ${path} as ${problems.length} of its values cannot be read:\n${problems.join("\n")}`,
    { exitCode: 2 },
  );
}

function parseLaws(toml: string, path: string): unknown {
  try {
    return parse(toml);
  } catch (cause) {
    const [message] = (cause as Error).message.split("\n");
    throw new UserError(`Cannot use the laws ${path} as they are not valid TOML: ${message}`, { cause, exitCode: 2 });
  }
}

/** The second endpoint is `endpoints[2]`: who looks for it in the file counts from 1. */
function showPath(path: readonly PropertyKey[]): string {
  return path.map((part) => typeof part === "number" ? `[${part + 1}]` : `.${snake(String(part))}`).join("").slice(1);
}

function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [camel(key), camelKeys(inner)]);
  return Object.fromEntries(entries);
}

function camel(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
