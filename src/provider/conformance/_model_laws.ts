import { canonicalJson } from "../../base/mod.ts";
import type { JsonValue, ModelPage, ModelPageFacts, ModelRecord, Price } from "../../spec/mod.ts";
import type { Chance } from "./_chance.ts";
import type { GoldenCase } from "./golden_case.ts";
import { demand, given, type Law, shown } from "./_law.ts";

/** The reader of a provider's list, ready to be asked. */
export interface ModelSubject {
  readonly read: (page: JsonValue, facts: ModelPageFacts) => ModelPage;
  readonly provider: string;
  /** Pages whose meaning is known. */
  readonly pages: readonly GoldenCase[];
  readonly chance: (law: string) => Chance;
}

const ODD_PAGES = 200;
const ENVELOPES = ["data", "models", "list", "results"];

/** How a list of models is read. */
export const MODEL_LAWS: readonly Law<ModelSubject>[] = [
  {
    law: "models/total",
    says: "Any page is read: nothing throws, and what cannot be read is told row by row.",
    check: (subject) => {
      const chance = subject.chance("models/total");
      for (let i = 0; i < ODD_PAGES; i++) readPage(subject, oddPage(chance));
    },
  },
  {
    law: "models/pure",
    says: "The same page is read the same way each time, and is not changed.",
    check: (subject) => {
      const chance = subject.chance("models/pure");
      for (let i = 0; i < ODD_PAGES / 4; i++) {
        const page = oddPage(chance);
        const before = JSON.stringify(page);
        const first = JSON.stringify(readPage(subject, page));
        demand(
          JSON.stringify(readPage(subject, page)) === first,
          () => `It is read differently the second time: ${before}`,
        );
        demand(JSON.stringify(page) === before, () => `It changes the page ${before}`);
      }
    },
  },
  {
    law: "models/golden",
    says: "The pages of the golden files have the models that stand there.",
    check: (subject) => {
      for (const { name, page, models } of subject.pages) {
        const read = readPage(subject, page!).models.map(({ wireModel }) => wireModel);
        demand(canonicalJson(read) === canonicalJson([...models!]), () => `${name} is read as ${shown(read)}`);
      }
    },
  },
];

function readPage({ read, provider }: ModelSubject, page: JsonValue): ModelPage {
  const facts = { provider, fetchedAt: "2026-11-21T10:00:00Z" };
  const result = given(page, () => read(page, facts));
  const isPage = Array.isArray(result?.models) && Array.isArray(result.skipped) &&
    (result.next === null || Object.values(result.next).every((value) => typeof value === "string"));
  demand(isPage, () => `${shown(page)} is read as ${shown(result)}`);
  for (const record of result.models) checkRecord(record, facts);
  return result;
}

function checkRecord(record: ModelRecord, { provider, fetchedAt }: ModelPageFacts): void {
  const { key, wireModel, contextTokens, maxOutputTokens, price } = record;
  const isNamed = [key, wireModel].every((name) => typeof name === "string" && name !== "");
  demand(isNamed, () => `A model has no name: ${shown(record)}`);
  demand(record.provider === provider && record.fetchedAt === fetchedAt, () => `Its list is another: ${shown(record)}`);
  for (const tokens of [contextTokens, maxOutputTokens]) {
    demand(
      tokens === null || (Number.isSafeInteger(tokens) && tokens > 0),
      () => `A limit is ${shown(tokens)} in ${key}`,
    );
  }
  for (const fact of Object.values(record.capabilities)) {
    demand(["yes", "no", "uncertain"].includes(fact), () => `A capability is ${shown(fact)} in ${key}`);
  }
  if (price !== null) checkPrice(price, key);
}

function checkPrice(price: Price, key: string): void {
  for (const [name, value] of Object.entries(price)) {
    if (!name.endsWith("Usd")) continue;
    demand(typeof value === "string" && /^\d+(\.\d+)?$/.test(value), () => `${name} of ${key} is ${shown(value)}`);
  }
}

function oddPage(chance: Chance): JsonValue {
  const rows = Array.from({ length: chance.below(5) }, () => chance.below(4) === 0 ? chance.json() : oddRow(chance));
  switch (chance.below(4)) {
    case 0:
      return chance.json();
    case 1:
      return rows;
    default:
      return { ...chance.object(2), [chance.pick(ENVELOPES)]: rows };
  }
}

function oddRow(chance: Chance): JsonValue {
  const amount = () =>
    chance.pick<JsonValue>(["0", "-1", "0.000001", 3e-7, -5, "free", "", null, "1e-7", 2, {}, Number.MAX_VALUE]);
  const prices = Object.fromEntries(
    ["prompt", "completion", "input", "output", "request", "cents_per_input_token", "cents_per_output_token"]
      .filter(() => chance.below(2) === 0).map((name) => [name, amount()]),
  );
  const id = chance.pick<JsonValue>([
    "author/model",
    "model",
    "models/m",
    "",
    "a/b/c",
    "~x/y-latest",
    5,
    null,
    chance.text(),
  ]);
  const limit = () => chance.pick<JsonValue>([0, -1, 1.5, 8192, "8192", null, 1e300]);
  return {
    ...chance.object(2),
    id,
    name: id,
    model: id,
    key: id,
    model_name: id,
    context_length: limit(),
    context_window: limit(),
    max_tokens: limit(),
    inputTokenLimit: limit(),
    pricing: chance.pick<JsonValue>([prices, null, [], chance.json(2)]),
    input_price: amount(),
    output_price: amount(),
    supported_parameters: chance.pick<JsonValue>([["tools", 5, null], null, {}, "tools"]),
    created: chance.pick<JsonValue>([0, 1e300, -1e300, "2026-01-01T00:00:00Z", "yesterday", null]),
  };
}
