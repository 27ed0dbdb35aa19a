import type { WireOutcome, WireResponse } from "../../spec/mod.ts";
import { checkOutcome } from "./_check_outcome.ts";
import type { GoldenCase } from "./golden_case.ts";
import { demand, given, type Law, shown, Skipped } from "./_law.ts";
import { eventEnds, responseOf, textOf } from "./_response.ts";
import type { WireSubject } from "./_wire_subject.ts";

const ODD_ANSWERS = 300;
const STATUSES = [200, 200, 200, 201, 204, 301, 400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503, 524, 529];
const RESET = { kind: "reset", message: "the connection was reset", atMs: 30 } as const;

/** How answers are read. */
export const FROM_WIRE_LAWS: readonly Law<WireSubject>[] = [
  {
    law: "fromWire/total",
    says: "Whatever bytes come, under whatever status, are an answer or a typed failure: nothing throws.",
    check: (subject) => {
      const chance = subject.chance("fromWire/total");
      for (let i = 0; i < ODD_ANSWERS; i++) {
        const bytes = chance.below(2) === 0 ? chance.bytes() : JSON.stringify(chance.json());
        const failure = chance.below(4) === 0 ? RESET : undefined;
        read(subject, responseOf(bytes, { status: chance.pick(STATUSES), failure }));
      }
      for (const status of STATUSES) read(subject, responseOf("", { status }));
    },
  },
  {
    law: "fromWire/spoiled",
    says: "An answer of the format with anything in it changed is read all the same, and its tokens add up.",
    check: (subject) => {
      const chance = subject.chance("fromWire/spoiled");
      const samples = withResponses(subject).map(({ response }) => response);
      for (let i = 0; i < ODD_ANSWERS; i++) {
        const sample = chance.pick(samples);
        const text = chance.spoiledText(textOf(sample));
        read(subject, responseOf(text, { status: sample.status, headers: sample.headers }));
      }
    },
  },
  {
    law: "fromWire/pure",
    says: "The same response is read the same way each time, and its bytes are not changed.",
    check: (subject) => {
      for (const { response } of withResponses(subject)) {
        const wire = responseOf(textOf(response), response);
        const before = wire.body.slice();
        const first = JSON.stringify(read(subject, wire));
        demand(JSON.stringify(read(subject, wire)) === first, () => `It is read differently the second time`);
        demand(before.every((byte, i) => byte === wire.body[i]), () => "It changes the bytes");
      }
    },
  },
  {
    law: "fromWire/cut",
    says: "An answer that is cut short, at any event or byte, is a failure or the whole answer, never a part of it.",
    check: (subject) => {
      const chance = subject.chance("fromWire/cut");
      for (const sample of withResponses(subject)) {
        if (sample.completion === undefined) continue;
        const text = textOf(sample.response);
        const bytes = new TextEncoder().encode(text);
        for (const end of eventEnds(sample.response)) {
          checkCut(subject, sample, new TextEncoder().encode(text.slice(0, end)));
        }
        for (let i = 0; i < 60; i++) checkCut(subject, sample, bytes.slice(0, chance.below(bytes.length)));
      }
    },
  },
];

/** What the format reads, of which the type is checked too. */
function read({ format }: WireSubject, response: WireResponse): WireOutcome {
  const text = new TextDecoder().decode(response.body);
  const outcome = given({ status: response.status, body: text }, () => format.fromWire(response));
  checkOutcome(outcome, text);
  return outcome;
}

function checkCut(subject: WireSubject, sample: GoldenCase, bytes: Uint8Array<ArrayBuffer>): void {
  const { headers } = sample.response!;
  const whole = read(subject, responseOf(textOf(sample.response!), { headers }));
  for (const failure of [undefined, RESET]) {
    const outcome = read(subject, responseOf(bytes, { headers, failure }));
    if (!outcome.ok || !whole.ok) continue;
    const isWhole = outcome.completion.text === whole.completion.text &&
      JSON.stringify(outcome.completion.toolCalls) === JSON.stringify(whole.completion.toolCalls);
    demand(isWhole, () => {
      const end = shown(new TextDecoder().decode(bytes).slice(-80));
      return `${sample.name}, cut behind ${end}, is read as an answer: ${shown(outcome.completion.text)}`;
    });
  }
}

type WithResponse = GoldenCase & { readonly response: NonNullable<GoldenCase["response"]> };

/** The answers that are known of the format. */
export function withResponses({ samples, format }: WireSubject): WithResponse[] {
  const found = samples.filter((one): one is WithResponse => one.response !== undefined);
  if (found.length > 0) return found;
  throw new Skipped(`No answer of the format "${format.name}" is known: golden files bring some`);
}
