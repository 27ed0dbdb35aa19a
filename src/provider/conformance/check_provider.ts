import type { EmbeddingFormat, JsonValue, ModelPage, ModelPageFacts, ProviderAdapter } from "../../spec/mod.ts";
import { embeddingFormat } from "../embeddings/mod.ts";
import { formatOf } from "../format_of.ts";
import { AUTH_LAWS } from "./_auth_laws.ts";
import { Chance } from "./_chance.ts";
import type { ConformanceCheck, ConformanceReport } from "./conformance_report.ts";
import { EMBEDDING_LAWS } from "./_embedding_laws.ts";
import { ERROR_LAWS } from "./_error_laws.ts";
import { FROM_REQUEST_LAWS } from "./_from_request_laws.ts";
import { FROM_WIRE_LAWS } from "./_from_wire_laws.ts";
import type { GoldenCase } from "./golden_case.ts";
import { goldenLaws } from "./_golden_laws.ts";
import { hold } from "./_law.ts";
import { MODEL_LAWS } from "./_model_laws.ts";
import { PROVIDER_LAWS } from "./_provider_laws.ts";
import { samplesOf } from "./_samples.ts";
import { toWireLaws } from "./_to_wire_laws.ts";
import { checkedEndpoint, type WireSubject } from "./_wire_subject.ts";

/** A reader of a page of a list of models. */
export type ModelReader = (page: JsonValue, facts: ModelPageFacts) => ModelPage;

/** What `checkProvider` is given beside the provider. */
export interface CheckProviderOptions {
  /** Golden wire files, as `readGoldenCases` reads them; those of other formats and providers are left out. */
  readonly golden?: readonly GoldenCase[];
  /** The reader that a name stands for, `null` for none; without it the lists of named readers are not checked. */
  readonly modelReader?: (name: string) => ModelReader | null;
  /** Invented requests and answers are made from it; the same seed gives the same report. */
  readonly seed?: string;
}

/** The one that all have, so that two people see the same. */
const SEED = "conformance";

/**
 * Hold a provider to the laws that Tapedeck's own providers are held to: requests are written and answers read without
 * an error ever, nothing that was asked for is dropped in silence, refusals are read back as what they are, tokens add
 * up, and the golden files are met. Nothing is sent anywhere.
 *
 * The report has every check; a provider whose type is broken is checked no further.
 *
 * @example A provider that keeps every law
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkProvider, findProvider } from "@tapedeck/tapedeck";
 *
 * const { ok, checks } = await checkProvider(findProvider("openai-compatible"));
 * assertEquals([ok, checks.filter(({ status }) => status === "failed")], [true, []]);
 * ```
 */
export async function checkProvider(
  adapter: ProviderAdapter,
  options: CheckProviderOptions = {},
): Promise<ConformanceReport> {
  const seed = options.seed ?? SEED;
  const checks: ConformanceCheck[] = PROVIDER_LAWS.map((law) => hold(law, adapter, "provider"));
  const isSound = checks[0].status === "ok";
  if (isSound) {
    for (const part of [wireChecks, modelChecks, embeddingChecks]) {
      checks.push(...part(adapter, { ...options, seed }));
      // The checks of a part take a moment: whoever shows a progress gets a turn.
      await Promise.resolve();
    }
  }
  const key: unknown = adapter?.key;
  return {
    provider: typeof key === "string" ? key : null,
    seed,
    ok: checks.every(({ status }) => status !== "failed"),
    checks,
  };
}

type Options = CheckProviderOptions & { readonly seed: string };

function wireChecks(adapter: ProviderAdapter, options: Options): ConformanceCheck[] {
  return [adapter.wire, ...adapter.doors.map(({ wire }) => wire)].flatMap((wire) => {
    if (wire === adapter.wire && adapter.client !== undefined) {
      return [nothingToCheck(wire, "Its requests are written by a client of its own")];
    }
    const format = formatOf(adapter, wire);
    const golden = (options.golden ?? []).filter((one) =>
      one.wire === wire && (one.provider ?? adapter.key) === adapter.key
    );
    const subject: WireSubject = {
      adapter,
      format,
      endpoint: checkedEndpoint(adapter, wire),
      isMain: wire === adapter.wire,
      samples: [...samplesOf(wire), ...golden],
      chance: (law) => new Chance(`${options.seed}/${wire}/${law}`),
    };
    const laws = [
      ...AUTH_LAWS,
      ...toWireLaws(wire),
      ...FROM_REQUEST_LAWS,
      ...FROM_WIRE_LAWS,
      ...(subject.isMain ? ERROR_LAWS : []),
    ];
    return [
      ...laws.map((law) => hold(law, subject, wire)),
      ...subject.samples.flatMap((one) => goldenLaws(one).map((law) => hold(law, subject, `${wire}: ${one.name}`))),
    ];
  });
}

function modelChecks(adapter: ProviderAdapter, { golden = [], modelReader, seed }: Options): ConformanceCheck[] {
  if (adapter.models === null) return [nothingToCheck("models", "It lists no models")];
  const { read } = adapter.models;
  const reader = typeof read === "string" ? modelReader?.(read) ?? null : read;
  if (reader === null) return [nothingToCheck("models", `The reader "${read}" is not at hand`)];
  const subject = {
    read: reader,
    provider: adapter.key,
    pages: golden.filter((one) => one.page !== undefined && (one.provider ?? adapter.key) === adapter.key),
    chance: (law: string) => new Chance(`${seed}/models/${law}`),
  };
  return MODEL_LAWS.map((law) => hold(law, subject, "models"));
}

function embeddingChecks(adapter: ProviderAdapter, { seed }: Options): ConformanceCheck[] {
  if (adapter.embeddings === null) return [nothingToCheck("embeddings", "It makes no embeddings")];
  const format: EmbeddingFormat = typeof adapter.embeddings === "string"
    ? embeddingFormat(adapter.embeddings)
    : adapter.embeddings;
  const subject = {
    format,
    endpoint: checkedEndpoint(adapter, adapter.wire),
    chance: (law: string) => new Chance(`${seed}/embeddings/${law}`),
  };
  return EMBEDDING_LAWS.map((law) => hold(law, subject, "embeddings"));
}

function nothingToCheck(about: string, message: string): ConformanceCheck {
  const law = "provider/complete";
  return { about, law, says: "What it says that it has is there to be checked.", status: "skipped", message };
}
