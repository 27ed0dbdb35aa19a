import type { Estimate } from "../../statistics/mod.ts";
import type { DriftSample } from "./drift_sample.ts";

/** What a finding is about. `exact`: the very characters of answers, white space and all. */
export type DriftKind =
  | "exact"
  | "answers"
  | "tokens"
  | "cost"
  | "latency"
  | "model"
  | "shape"
  | "headers"
  | "failures";

/**
 * What a finding comes to. `beyond noise`: chance makes such a difference too rarely, all tests of the report counted,
 * and its interval, where it has one, excludes 0; `within noise`: chance may have made it, or there is none; `noise
 * unknown`: sampled answers without repeats, of which nothing can be claimed; `changed`: a fact that does not vary by
 * chance is another one.
 */
export type DriftVerdict = "beyond noise" | "within noise" | "noise unknown" | "changed";

/**
 * Which requests a finding is about. `repeated`: recorded several times on one of the tapes, so that their noise is
 * known; `deterministic`: recorded once, and no sampling is asked for (temperature 0, embeddings); `sampled`: recorded
 * once, at a temperature above 0 or at the provider's own.
 */
export type DriftStratum = "all" | "repeated" | "deterministic" | "sampled";

/** One thing that was compared. */
export interface DriftFinding {
  /** What it is about. */
  readonly kind: DriftKind;
  /** What was measured: `normalised`, `output tokens`, `returned model`. */
  readonly what: string;
  /** Of which endpoint, with the model where the endpoint's name does not tell it; `null`: of all of them. */
  readonly endpoint: string | null;
  /** Of which requests. */
  readonly among: DriftStratum;
  /** `null`: the figures are names, or places in bodies. */
  readonly unit: "share" | "tokens" | "ms" | "USD" | null;
  /** Of agreements: that of repeats within a recording, `null` where there are none. Else the figure of the first tape. */
  readonly base: number | string | null;
  /** Of agreements: that of the answers of both tapes. Else the figure of the second tape. */
  readonly new: number | string | null;
  /** `new - base` in the unit, averaged over requests; `null` where nothing can be subtracted. */
  readonly difference: Estimate | null;
  /** `new / base - 1`; `null` where that says nothing. */
  readonly relative: number | null;
  /** The number of requests that were compared. */
  readonly n: number;
  /** The number of their recordings on the first tape. */
  readonly baseSamples: number;
  /** The number of their recordings on the second tape. */
  readonly newSamples: number;
  /** How it was found out, for people. */
  readonly method: string;
  /** How often chance makes such a difference; `null`: nothing was tested. */
  readonly pValue: number | null;
  /** The same, corrected for all tests of the report (Holm). */
  readonly pAdjusted: number | null;
  /** What it comes to. */
  readonly verdict: DriftVerdict;
  /** More for people: which fields appeared, how often each value came. */
  readonly details: readonly string[];
}

/** A recording of the first tape beside one of the same request on the second. */
export interface DriftPair {
  /** As in a finding. */
  readonly endpoint: string;
  /** The model that was asked for; `null` where nothing tells. */
  readonly model: string | null;
  /** A hash of what was asked: the same for all repeats. */
  readonly request: string;
  /** The beginning of the last message of the user; the empty string where there is none. */
  readonly prompt: string;
  /** Of which requests it is one. */
  readonly among: DriftStratum;
  /** On the first tape. */
  readonly base: DriftSample;
  /** On the second tape. */
  readonly new: DriftSample;
  /** How far the answers agree, from 0 to 1, by the name of the measure; `null` where it does not apply. */
  readonly agreement: { readonly [measure: string]: number | null };
  /** Whether the answer is another one: by its JSON, else by its normalised text, or by its calls of tools. */
  readonly changed: boolean;
}

/** A request that only one of the tapes has. */
export interface UnpairedRequest {
  /** As in a finding. */
  readonly endpoint: string;
  /** The model that was asked for; `null` where nothing tells. */
  readonly model: string | null;
  /** `POST {gpt@openai}/chat/completions` */
  readonly name: string;
  /** The beginning of the last message of the user; the empty string where there is none. */
  readonly prompt: string;
  /** The lines of its recordings. */
  readonly lines: readonly number[];
  /** Whether the other tape has another request in its place: a conversation that went another way. */
  readonly follows: boolean;
}

/** One of the two tapes. */
export interface DriftSide {
  /** Where it is. */
  readonly path: string;
  /** Its recorded calls that count. */
  readonly calls: number;
  /** How many different requests they are of. */
  readonly requests: number;
  /** When the first of its calls was made. RFC 3339, UTC. */
  readonly from: string;
  /** When the last of its calls was made. RFC 3339, UTC. */
  readonly to: string;
}

/** How much there was to compare of an endpoint. */
export interface DriftEndpoint {
  /** As in a finding. */
  readonly endpoint: string;
  /** Requests that both tapes have. */
  readonly requests: number;
  /** Their recordings on the first tape. */
  readonly baseSamples: number;
  /** Their recordings on the second tape. */
  readonly newSamples: number;
  /** Of the requests, those of which the noise is known from repeats. */
  readonly repeated: number;
  /** Of the requests, those recorded once that ask for no sampling. */
  readonly deterministic: number;
  /** Of the requests, those recorded once that are sampled. */
  readonly sampled: number;
}

/** What became of an API between two recordings of the same requests. */
export interface DriftReport {
  /** The first tape. */
  readonly base: DriftSide;
  /** The second tape. */
  readonly new: DriftSide;
  /** Requests that both have. */
  readonly requests: number;
  /** By name. */
  readonly endpoints: readonly DriftEndpoint[];
  /** All that was compared, what matters first. */
  readonly findings: readonly DriftFinding[];
  /** Recordings of both tapes side by side, by endpoint and request. */
  readonly pairs: readonly DriftPair[];
  /** Requests that the second tape does not have. */
  readonly onlyBase: readonly UnpairedRequest[];
  /** Requests that the first tape does not have. */
  readonly onlyNew: readonly UnpairedRequest[];
  /** Above this corrected p-value a difference is within noise. */
  readonly alpha: number;
  /** What people must know before they read the findings. */
  readonly notes: readonly string[];
}
