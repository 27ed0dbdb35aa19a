import { UserError } from "../../base/mod.ts";
import type { RouteScore, RoutingPolicy } from "../../spec/mod.ts";
import { OwnCopies } from "./_own_copies.ts";
import { POLICY_NAMES } from "./routing_policy.ts";

const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * Hold a routing policy from outside to its contract: a name of its own, and a score that is a number or `null` with a
 * reason. What it breaks later, call by call, is told by its name too.
 *
 * @throws {UserError} when it has no such name or no such function, and from `score` when that throws or answers otherwise.
 *
 * @example Endpoints of one provider first
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { definePolicy } from "@tapedeck/tapedeck";
 *
 * const policy = definePolicy({
 *   name: "groq-first",
 *   score: ({ endpoint }) => endpoint.provider === "groq" ? { score: 1, why: "it is Groq" } : { score: 0, why: "it is not" },
 * });
 * assertEquals(policy.name, "groq-first");
 * ```
 */
export function definePolicy(policy: RoutingPolicy): RoutingPolicy {
  const problem = problemOf(policy);
  if (problem !== null) throw new UserError(`Cannot take the routing policy as ${problem}`, { exitCode: 2 });
  const copies = new OwnCopies();
  return {
    name: policy.name,
    score(candidate, context) {
      let answer: unknown;
      try {
        answer = policy.score(...copies.of(candidate, context));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw broken(`its score of ${candidate.endpoint.key} fails: ${reason}`, { policy, cause });
      }
      if (isScore(answer)) return { score: answer.score, why: answer.why };
      throw broken(
        `its score of ${candidate.endpoint.key} must be { score: number or null, why: text }: ` +
          `current value is ${textOf(answer)}`,
        { policy },
      );
    },
  };
}

function problemOf(policy: unknown): string | null {
  if (typeof policy !== "object" || policy === null) return `it must be an object: current value is ${textOf(policy)}`;
  const { name, score } = policy as Partial<RoutingPolicy>;
  if (typeof name !== "string" || !NAME.test(name)) {
    return `"name" must be lower-case letters, digits and hyphens: current value is ${textOf(name)}`;
  }
  if ((POLICY_NAMES as readonly string[]).includes(name)) {
    return `"name" must not be that of one that comes with Tapedeck: current value is "${name}"`;
  }
  return typeof score === "function" ? null : `"score" must be a function: current value is ${textOf(score)}`;
}

function isScore(answer: unknown): answer is RouteScore {
  if (typeof answer !== "object" || answer === null) return false;
  const { score, why } = answer as Partial<RouteScore>;
  return typeof why === "string" && (score === null || (typeof score === "number" && Number.isFinite(score)));
}

function broken(
  reason: string,
  { policy, cause }: { readonly policy: RoutingPolicy; readonly cause?: unknown },
): UserError {
  return new UserError(`Cannot route by "${policy.name}" as ${reason}`, { cause });
}

function textOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  return JSON.stringify(value, (_, one) => typeof one === "number" && !Number.isFinite(one) ? String(one) : one) ??
    typeof value;
}
