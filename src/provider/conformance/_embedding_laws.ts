import type { EmbeddingFormat, EmbeddingOutcome, EmbeddingRequest, Endpoint, WireResponse } from "../../spec/mod.ts";
import type { Chance } from "./_chance.ts";
import { checkOutcome, checkUsage } from "./_check_outcome.ts";
import { demand, given, type Law, shown } from "./_law.ts";
import { responseOf } from "./_response.ts";
import { newWarnings, SECRET, sent, WIRE_MODEL } from "./_wire_subject.ts";

/** A format of embeddings, ready to be asked. */
export interface EmbeddingSubject {
  readonly format: EmbeddingFormat;
  readonly endpoint: Endpoint;
  readonly chance: (law: string) => Chance;
}

const ODD_ANSWERS = 200;
const PLAIN: EmbeddingRequest = { inputs: ["mark-first", "mark-second"] };
const ASKED: readonly (readonly [name: string, request: EmbeddingRequest])[] = [
  ["dimensions", { ...PLAIN, dimensions: 384 }],
  ["purpose", { ...PLAIN, purpose: "query" }],
  ["extra", { ...PLAIN, extra: { mark_field: "mark-extra" } }],
];

/** How embeddings are asked for and read. */
export const EMBEDDING_LAWS: readonly Law<EmbeddingSubject>[] = [
  {
    law: "embeddings/carries",
    says: "Texts, length and purpose are sent, or a warning says that they cannot be.",
    check: ({ format, endpoint }) => {
      const plain = format.toWire(PLAIN, endpoint);
      for (const text of [...PLAIN.inputs, WIRE_MODEL]) {
        demand(sent(plain).includes(text), () => `${JSON.stringify(text)} is dropped: ${shown(plain.body)}`);
      }
      for (const [name, request] of ASKED) {
        const wire = given(request, () => format.toWire(request, endpoint));
        const isTold = newWarnings(wire, plain).length > 0 || sent(wire) !== sent(plain);
        demand(isTold, () => `${name} is dropped without a warning: ${shown(wire.body)}`);
      }
    },
  },
  {
    law: "embeddings/pure",
    says: "The same request is written the same way each time, without the credential.",
    check: ({ format, endpoint }) => {
      for (const [, request] of ASKED) {
        const text = JSON.stringify(given(request, () => format.toWire(request, endpoint)));
        demand(JSON.stringify(format.toWire(request, endpoint)) === text, () => `It differs the second time: ${text}`);
        demand(!text.includes(SECRET), () => "The credential is in it");
      }
    },
  },
  {
    law: "embeddings/total",
    says: "Whatever comes is as many vectors as there are texts, or a typed failure: nothing throws.",
    check: (subject) => {
      const chance = subject.chance("embeddings/total");
      for (let i = 0; i < ODD_ANSWERS; i++) {
        const status = chance.pick([200, 200, 200, 400, 401, 429, 500, 529]);
        const body = chance.below(4) === 0 ? chance.bytes() : JSON.stringify(oddAnswer(chance));
        read(subject, responseOf(body, { status }), chance.below(4));
      }
    },
  },
];

function read({ format }: EmbeddingSubject, response: WireResponse, inputs: number): EmbeddingOutcome {
  const body = new TextDecoder().decode(response.body);
  const outcome = given({ status: response.status, body }, () => format.fromWire(response, { inputs }));
  if (!outcome.ok) {
    checkOutcome(outcome, body);
    return outcome;
  }
  const { vectors, usage } = outcome.result;
  const of = () => `, read from ${shown(body)}`;
  demand(vectors.length === inputs, () => `There are ${vectors.length} vectors for ${inputs} texts${of()}`);
  const isNumbers = vectors.every((vector) => vector.every((part) => typeof part === "number"));
  demand(isNumbers, () => `A vector is not made of numbers${of()}`);
  checkUsage(usage, of);
  return outcome;
}

function oddAnswer(chance: Chance) {
  const vector = () => chance.pick([[0.5, -0.25], [], [1, "2"], null, "AACAPw==", chance.json(2)]);
  const vectors = Array.from({ length: chance.below(4) }, vector);
  return chance.pick([
    { data: vectors.map((embedding, index) => ({ index: chance.below(3) === 0 ? 7 : index, embedding })) },
    { embeddings: { float: vectors } },
    { embeddings: vectors },
    { embeddings: vectors.map((values) => ({ values })) },
    { ...chance.object(2), usage: chance.object(2) },
  ]);
}
