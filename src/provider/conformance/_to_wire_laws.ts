import type { ChatRequest, JsonValue, WireRequest } from "../../spec/mod.ts";
import { type Feature, features, foreignPart } from "./_features.ts";
import { demand, given, type Law, shown, Violation } from "./_law.ts";
import { oddRequest } from "./_odd_request.ts";
import { checkedEndpoint, newWarnings, SECRET, sent, WIRE_MODEL, type WireSubject, written } from "./_wire_subject.ts";

const ODD_REQUESTS = 150;

/** How requests are written. */
export function toWireLaws(wire: string): readonly Law<WireSubject>[] {
  return [...WHOLE, ...features(wire).map(carries), FOREIGN];
}

const WHOLE: readonly Law<WireSubject>[] = [
  {
    law: "toWire/total",
    says: "Whatever is asked for becomes a request: nothing throws.",
    check: (subject) => eachRequest(subject, "toWire/total", () => {}),
  },
  {
    law: "toWire/pure",
    says: "The same request is written the same way each time, and is not changed.",
    check: (subject) =>
      eachRequest(subject, "toWire/pure", (wire, request) => {
        demand(
          sent(wire) === sent(written(subject, request)),
          () => `It differs the second time for ${shown(request)}`,
        );
      }),
  },
  {
    law: "toWire/wellFormed",
    says: "A request has a path, headers in lower case, and a body that JSON carries as it is.",
    check: (subject) => eachRequest(subject, "toWire/wellFormed", checkForm),
  },
  {
    law: "toWire/model",
    says: "The id of the model goes out, in the body or in the path.",
    check: (subject) =>
      eachRequest(subject, "toWire/model", (wire, request) => {
        // An extra may replace what is there.
        if (request.extra?.model !== undefined) return;
        demand(sent(wire).includes(WIRE_MODEL), () => `It is in neither for ${shown(request)}`);
      }),
  },
  { law: "toWire/credential", says: "The credential is not written: it is added last.", check: checkCredential },
];

const FOREIGN: Law<WireSubject> = {
  law: "toWire/foreignPart",
  says: "A part that only another wire format has is left out with a warning.",
  check: (subject) => {
    const wire = written(subject, foreignPart());
    demand(!sent(wire).includes("mark-foreign"), () => `The part of another format goes out: ${shown(wire.body)}`);
    demand(wire.warnings.length > 0, () => "It is left out without a warning");
  },
};

/** Every feature of a request is carried, or a warning says that it is not. */
function carries(feature: Feature): Law<WireSubject> {
  return {
    law: `toWire/carries ${feature.name}`,
    says: `What is asked for is sent, or a warning says that it cannot be: ${feature.name}.`,
    check: (subject) => checkFeature(subject, feature),
  };
}

function checkFeature(subject: WireSubject, { base, request, marks, orElse }: Feature): void {
  const plain = written(subject, base);
  const wire = written(subject, request);
  if (newWarnings(wire, plain).length > 0) return;
  if (marks.length === 0) {
    const others = orElse === undefined ? [wire] : [wire, written(subject, orElse)];
    const isTold = others.some((one) => sent(one) !== sent(plain) || newWarnings(one, plain).length > 0);
    demand(isTold, () => `It is dropped without a warning: ${shown(wire.body)}`);
  }
  const leaves = new Set(leavesOf(wire.body));
  for (const mark of marks) {
    const isThere = typeof mark === "number" ? leaves.has(mark) : sent(wire).includes(mark);
    demand(isThere, () => `${JSON.stringify(mark)} is dropped without a warning: ${shown(wire.body)}`);
  }
}

function leavesOf(value: JsonValue): JsonValue[] {
  if (typeof value !== "object" || value === null) return [value];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(leavesOf);
}

function checkForm({ method, path, headers, body, warnings }: WireRequest, request: ChatRequest): void {
  demand(method === "POST", () => `The method is ${shown(method)}`);
  demand(typeof path === "string" && path.startsWith("/"), () => `The path is ${shown(path)}`);
  const names = Object.keys(headers);
  demand(
    names.every((name) => name === name.toLowerCase()),
    () => `A header is not in lower case: ${names.join(", ")}`,
  );
  demand(typeof body === "object" && body !== null && !Array.isArray(body), () => `The body is ${shown(body)}`);
  demand(isPlainJson(body), () => `The body is not what JSON makes of it, for ${shown(request)}`);
  for (const { code, message } of warnings) {
    demand(code === "unsupported" && message !== "", () => `A warning is ${shown({ code, message })}`);
  }
}

/** Whether a value is the same after JSON: no `undefined`, no NaN, no dates. */
function isPlainJson(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      return value === null || Object.values(value).every(isPlainJson);
    default:
      return false;
  }
}

function checkCredential(subject: WireSubject): void {
  let revealed = false;
  const endpoint = checkedEndpoint(subject.adapter, subject.format.name, () => {
    revealed = true;
  });
  for (const { request } of features(subject.format.name)) {
    const wire = given(request, () => subject.format.toWire(request, endpoint));
    demand(!JSON.stringify(wire).includes(SECRET), () => `It is in the request: ${shown(wire.path)}`);
  }
  demand(!revealed, () => "toWire takes it");
}

function eachRequest(
  subject: WireSubject,
  law: string,
  check: (wire: WireRequest, request: ChatRequest) => void,
): void {
  const chance = subject.chance(law);
  const odd = Array.from({ length: ODD_REQUESTS }, () => oddRequest(chance, subject.format.name));
  for (const request of [...features(subject.format.name).map((one) => one.request), ...odd]) {
    const frozen = frozenCopy(request);
    try {
      check(written(subject, frozen), frozen);
    } catch (error) {
      if (error instanceof Violation && /read only|not extensible|Cannot assign|Cannot delete/.test(error.message)) {
        throw new Violation(`It changes the request: ${error.message}`);
      }
      throw error;
    }
  }
}

function frozenCopy<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, frozenCopy(one)]));
  return Object.freeze(copy) as T;
}
