import { CAPABILITY_WORDS, Decimal } from "../../base/mod.ts";
import type { EndpointRecord, Price } from "../../spec/mod.ts";

/** A fact of an endpoint; `null` is unknown. */
type FactOf<T> = (record: EndpointRecord) => T | null;

const MILLION = Decimal.fromInteger(1_000_000);

/** Facts that are numbers: tokens, or US dollars per million of them. */
export const NUMBER_FIELDS: ReadonlyMap<string, FactOf<Decimal>> = new Map<string, FactOf<Decimal>>([
  ["context", ({ contextTokens }) => contextTokens === null ? null : Decimal.fromInteger(contextTokens)],
  ["max_output", ({ maxOutputTokens }) => maxOutputTokens === null ? null : Decimal.fromInteger(maxOutputTokens)],
  ["input", ({ price }) => perMillion(price, "inputUsd")],
  ["output", ({ price }) => perMillion(price, "outputUsd")],
]);

/** Facts that are names. */
export const NAME_FIELDS: ReadonlyMap<string, FactOf<string>> = new Map<string, FactOf<string>>([
  ["model", ({ model }) => model],
  ["author", ({ model }) => model.split("/", 1)[0]],
  ["provider", ({ provider }) => provider],
  ["served_by", ({ servedBy }) => servedBy],
  ["quantization", ({ quantization }) => quantization],
]);

/** Facts that are true or not. */
export const ABILITIES: ReadonlyMap<string, FactOf<boolean>> = new Map(
  [...CAPABILITY_WORDS].map(([word, name]): [string, FactOf<boolean>] => [
    word,
    ({ capabilities }) => capabilities[name] === "uncertain" ? null : capabilities[name] === "yes",
  ]),
);

/** Every word that a query may ask about. */
export const QUERY_WORDS: readonly string[] = [...ABILITIES.keys(), ...NUMBER_FIELDS.keys(), ...NAME_FIELDS.keys()];

function perMillion(price: Price | null, rate: "inputUsd" | "outputUsd"): Decimal | null {
  return price?.kind === "tokens" ? Decimal.parse(price[rate]).times(MILLION) : null;
}
