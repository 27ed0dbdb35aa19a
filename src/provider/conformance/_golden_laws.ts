import { canonicalJson } from "../../base/mod.ts";
import type { JsonArray, JsonObject, JsonValue } from "../../spec/mod.ts";
import { checkOutcome } from "./_check_outcome.ts";
import type { GoldenCase } from "./golden_case.ts";
import { demand, given, type Law, shown, Violation } from "./_law.ts";
import { responseOf, textOf } from "./_response.ts";
import type { WireSubject } from "./_wire_subject.ts";

/** What a golden case says of a format. */
export function goldenLaws(golden: GoldenCase): readonly Law<WireSubject>[] {
  const laws: Law<WireSubject>[] = [];
  if (golden.request !== undefined) {
    laws.push({
      law: "golden/request",
      says: "The request is written as the golden file has it.",
      check: (subject) => checkRequest(subject, golden),
    });
  }
  if (golden.response !== undefined) {
    laws.push({
      law: "golden/answer",
      says: "The answer is read as the golden file has it.",
      check: (subject) => checkAnswer(subject, golden),
    });
  }
  return laws;
}

function checkRequest({ format, endpoint }: WireSubject, golden: GoldenCase): void {
  const key = golden.tag === undefined ? endpoint.key : `${endpoint.key}/${golden.tag}`;
  const wireModel = golden.wireModel ?? "model-1";
  const wire = given(golden.request, () => format.toWire(golden.request!, { ...endpoint, key, wireModel }));
  demandEqual(wire.body, golden.body!, "The body");
  if (golden.path !== undefined) demandEqual(wire.path, golden.path, "The path");
  const parts = golden.warnings ?? [];
  const messages = wire.warnings.map(({ message }) => message);
  demand(
    messages.length === parts.length && parts.every((part, i) => messages[i].includes(part)),
    () => `The warnings are ${shown(messages)} and must have ${shown(parts)} in them`,
  );
}

function checkAnswer({ format }: WireSubject, { response, completion, failure }: GoldenCase): void {
  const text = textOf(response!);
  const outcome = given(text, () => format.fromWire(responseOf(text, response)));
  checkOutcome(outcome, text);
  if (completion !== undefined) {
    demand(outcome.ok, () => `It is a failure: ${shown(outcome.ok ? null : outcome.failure)}`);
    demandPart(outcome.completion as unknown as JsonValue, completion, "completion");
  } else {
    demand(!outcome.ok, () => `It is an answer: ${shown(outcome.ok ? outcome.completion : null)}`);
    demandPart(outcome.failure as unknown as JsonValue, failure!, "failure");
  }
}

/** Whether a value has all that is named, objects within it likewise; lists are compared whole. */
function demandPart(actual: JsonValue | undefined, expected: JsonValue, where: string): void {
  if (typeof expected !== "object" || expected === null || Array.isArray(expected)) {
    demandEqual(actual ?? null, expected, where);
    return;
  }
  const isObject = typeof actual === "object" && actual !== null && !Array.isArray(actual);
  demand(isObject, () => `${where} is ${shown(actual)} and must be ${shown(expected)}`);
  for (const [name, value] of Object.entries(expected)) demandPart(actual[name], value, `${where}.${name}`);
}

function demandEqual(actual: JsonValue, expected: JsonValue, where: string): void {
  if (canonicalJson(actual) === canonicalJson(expected)) return;
  // The first place that differs says more than two long texts.
  if (typeof actual === "object" && actual !== null && typeof expected === "object" && expected !== null) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const [one, other] = [fieldOf(actual, name), fieldOf(expected, name)];
      demand(one !== undefined, () => `${where} has no "${name}", which must be ${shown(other)}`);
      demand(other !== undefined, () => `${where} has "${name}" beside: ${shown(one)}`);
      demandEqual(one, other, `${where}.${name}`);
    }
  }
  throw new Violation(`${where} is ${shown(actual)} and must be ${shown(expected)}`);
}

function fieldOf(value: JsonObject | JsonArray, name: string): JsonValue | undefined {
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
