import type { FaultResponse, Refusal } from "../../spec/mod.ts";
import { withResponses } from "./_from_wire_laws.ts";
import { demand, given, type Law, shown, Skipped } from "./_law.ts";
import { eventEnds, responseOf, responseOfFault, textOf } from "./_response.ts";
import type { WireSubject } from "./_wire_subject.ts";

const DELAYS = [1000, 1500, 2000, 48_000, 600_000];
const REFUSALS: readonly Refusal[] = [
  ...DELAYS.map((afterMs): Refusal => ({ kind: "rate_limit", afterMs })),
  { kind: "overloaded" },
  ...[500, 502, 520].map((status): Refusal => ({ kind: "server_error", status })),
];

/** How a provider says no, read by its own format. */
export const ERROR_LAWS: readonly Law<WireSubject>[] = [
  {
    law: "errors/wellFormed",
    says: "A refusal is a response with headers in lower case and a body of JSON, the same each time.",
    check: (subject) => {
      for (const refusal of REFUSALS) checkForm(subject, refusal);
    },
  },
  {
    law: "errors/rateLimit",
    says: "A rate limit is read back as one, with the wait that was asked for, to the second.",
    check: (subject) => {
      for (const afterMs of DELAYS) {
        const { kind, decision } = failureOf(subject, { kind: "rate_limit", afterMs });
        demand(kind === "rate_limited", () => `It is read as "${kind}"`);
        const wait = decision.retry === "rateLimited" ? decision.afterMs : null;
        demand(
          wait !== null && wait >= afterMs && wait < afterMs + 1000,
          () => `A wait of ${afterMs} ms is read as ${shown(decision)}`,
        );
      }
    },
  },
  {
    law: "errors/overloaded",
    says: "Overload is read back as one that passes.",
    check: (subject) => {
      const { kind, decision } = failureOf(subject, { kind: "overloaded" });
      demand(kind === "overloaded" && decision.retry !== "no", () => `It is read as "${kind}", ${shown(decision)}`);
    },
  },
  {
    law: "errors/serverError",
    says: "A server's error is read back as one that passes, with its status.",
    check: (subject) => {
      for (const status of [500, 502, 520]) {
        const { kind, decision, httpStatus } = failureOf(subject, { kind: "server_error", status });
        demand(
          kind === "server_error" && httpStatus === status && decision.retry !== "no",
          () => `${status} is read as "${kind}" with status ${httpStatus}, ${shown(decision)}`,
        );
      }
    },
  },
  {
    law: "errors/stream",
    says: "A stream that the provider breaks off under 200 is a failure within the stream, and can be tried again.",
    check: (subject) => {
      const stream = withResponses(subject).find(({ response }) => response.lines !== undefined);
      if (stream === undefined) throw new Skipped(`No stream of the format "${subject.format.name}" is known`);
      const ends = eventEnds(stream.response);
      const middle = ends[Math.floor(ends.length / 2) - 1] ?? 0;
      const text = textOf(stream.response);
      const event = given("nothing", () => subject.adapter.errors.streamError());
      // The rest comes all the same, so that it is the event that tells, and not the end of the bytes.
      const body = text.slice(0, middle) + event + text.slice(middle);
      const outcome = given(
        event,
        () => subject.format.fromWire(responseOf(body, { headers: stream.response.headers })),
      );
      demand(!outcome.ok, () => `It is read as an answer: ${shown(event)}`);
      const { midStream, decision } = outcome.failure;
      demand(midStream && decision.retry !== "no", () => `It is read as ${shown(outcome.failure)}`);
    },
  },
];

function refusalOf({ adapter }: WireSubject, refusal: Refusal): FaultResponse {
  return given(refusal, () => adapter.errors.refusal(refusal));
}

function failureOf(subject: WireSubject, refusal: Refusal) {
  const fault = refusalOf(subject, refusal);
  const outcome = given(fault, () => subject.format.fromWire(responseOfFault(fault)));
  demand(!outcome.ok, () => `It is read as an answer: ${shown(fault)}`);
  return outcome.failure;
}

function checkForm(subject: WireSubject, refusal: Refusal): void {
  const fault = refusalOf(subject, refusal);
  const { status, headers, body } = fault;
  demand(Number.isInteger(status) && status >= 400 && status < 600, () => `The status is ${shown(status)}`);
  const names = Object.keys(headers);
  demand(
    names.every((name) => name === name.toLowerCase()),
    () => `A header is not in lower case: ${names.join(", ")}`,
  );
  given(headers, () => new Headers(headers));
  demand(isJson(body), () => `The body is no JSON: ${shown(body)}`);
  demand(JSON.stringify(refusalOf(subject, refusal)) === JSON.stringify(fault), () => `It differs the second time`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
