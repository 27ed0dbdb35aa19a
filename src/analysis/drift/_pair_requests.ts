import type { Sample } from "./_sample.ts";
import { byPlace, type RecordedRequest, type TapeRequests } from "./_read_tape.ts";
import type { DriftStratum } from "./drift_report.ts";

/** A request that both tapes have, with its recordings. */
export interface RequestPair {
  readonly request: string;
  readonly endpoint: string;
  readonly model: string | null;
  readonly prompt: string;
  /** Whether it asks for no sampling. */
  readonly deterministic: boolean;
  readonly among: Exclude<DriftStratum, "all">;
  readonly base: readonly Sample[];
  readonly new: readonly Sample[];
  /** Those of both tapes in one order, which does not depend on which tape is the first. */
  readonly recordings: readonly Recording[];
}

/** A recording and the tape that it is on. */
export interface Recording {
  readonly sample: Sample;
  readonly isBase: boolean;
}

/** What two tapes have of each other's requests. */
export interface PairedRequests {
  /** By endpoint and request, in an order that does not depend on that of the lines. */
  readonly pairs: readonly RequestPair[];
  readonly onlyBase: readonly RecordedRequest[];
  readonly onlyNew: readonly RecordedRequest[];
}

/**
 * Pair the requests of two tapes by what was asked. Where one function made the keys of both tapes, as it may have left
 * out what differs, those that are left are paired by their keys.
 */
export function pairRequests(base: TapeRequests, fresh: TapeRequests): PairedRequests {
  const isMatched = base.header.matcher !== undefined && base.header.matcher === fresh.header.matcher;
  const byKey = new Map<string, RecordedRequest>();
  if (isMatched) { for (const one of fresh.requests.values()) for (const key of one.keys) byKey.set(key, one); }
  const left = new Map(fresh.requests);
  const pairs: RequestPair[] = [];
  const onlyBase: RecordedRequest[] = [];
  const take = (one: RecordedRequest, other: RecordedRequest | undefined) => {
    if (other === undefined || !left.delete(other.request)) return false;
    pairs.push(pairOf(one, other));
    return true;
  };
  const unmet = [...base.requests.values()].filter((one) => !take(one, left.get(one.request)));
  for (const one of unmet) {
    const key = [...one.keys].find((name) => byKey.has(name));
    if (key === undefined || !take(one, byKey.get(key))) onlyBase.push(one);
  }
  const inOrder = <T extends { endpoint: string; request: string }>(list: readonly T[]) =>
    [...list].sort((a, b) => order(a.endpoint, b.endpoint) || order(a.request, b.request));
  return { pairs: inOrder(pairs), onlyBase: inOrder(onlyBase), onlyNew: inOrder([...left.values()]) };
}

function pairOf(one: RecordedRequest, other: RecordedRequest): RequestPair {
  const { request, endpoint, model, prompt } = one;
  const deterministic = one.deterministic && other.deterministic;
  const answers = [one, other].map(({ samples }) => samples.filter(({ ok }) => ok).length);
  const isRepeated = answers[0] > 0 && answers[1] > 0 && answers[0] + answers[1] > 2;
  const among = isRepeated ? "repeated" : deterministic ? "deterministic" : "sampled";
  return { request, endpoint, model, prompt, deterministic, among, ...bothSides(one.samples, other.samples) };
}

/** The recordings of a request on both tapes. */
export function bothSides(
  base: readonly Sample[],
  fresh: readonly Sample[],
): Pick<RequestPair, "base" | "new" | "recordings"> {
  const recordings = [
    ...base.map((sample) => ({ sample, isBase: true })),
    ...fresh.map((sample) => ({ sample, isBase: false })),
  ].sort((a, b) => byPlace(a.sample, b.sample));
  return { base, new: fresh, recordings };
}

/** Recordings of both tapes in one order, which does not depend on which tape is the first. */
export interface PooledSamples {
  readonly request: string;
  readonly samples: readonly Sample[];
  readonly isBase: readonly boolean[];
  /** Whether the first recording that only one of the tapes has is on the first tape. */
  readonly isBaseFirst: boolean;
}

/** Of each tape, the recordings that may be asked, `most` at the most. */
export function pooled(
  { request, recordings }: Pick<RequestPair, "request" | "recordings">,
  isAsked: (sample: Sample) => boolean,
  most = Infinity,
): PooledSamples {
  const counts = [0, 0];
  const all = recordings.filter(({ sample, isBase }) => isAsked(sample) && counts[isBase ? 0 : 1]++ < most);
  let surplus = 0;
  for (let i = 0; i < all.length; i++) {
    // Recordings that are the same in all respects stand side by side, and cancel out.
    if (surplus !== 0 && byPlace(all[i - 1].sample, all[i].sample) !== 0) break;
    surplus += all[i].isBase ? 1 : -1;
  }
  return {
    request,
    samples: all.map(({ sample }) => sample),
    isBase: all.map(({ isBase }) => isBase),
    isBaseFirst: surplus > 0,
  };
}

/** Recordings side by side: those of one scope, then the others in their order. Failures only where there is no answer. */
export function sideBySide({ base, new: fresh }: Pick<RequestPair, "base" | "new">): [Sample, Sample][] {
  const waiting = [...answersOrAll(fresh)];
  const pairs: [Sample, Sample][] = [];
  const left = answersOrAll(base).filter((one) => {
    const at = one.scope === null ? -1 : waiting.findIndex(({ scope }) => scope === one.scope);
    if (at === -1) return true;
    pairs.push([one, waiting.splice(at, 1)[0]]);
    return false;
  });
  left.slice(0, waiting.length).forEach((one, i) => pairs.push([one, waiting[i]]));
  return pairs;
}

function answersOrAll(samples: readonly Sample[]): readonly Sample[] {
  const answers = samples.filter(({ ok }) => ok);
  return answers.length === 0 ? samples : answers;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
