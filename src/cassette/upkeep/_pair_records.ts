import type { JsonValue } from "../../spec/mod.ts";
import type { Interaction } from "../interaction.ts";
import { bodyJson } from "./interaction_facts.ts";

/** Below this, two requests are not one that was changed. */
const LEAST_ALIKE = 0.5;
/** A feature that so many requests have tells nothing. */
const COMMON = 64;
const MOST_CANDIDATES = 24;
const MOST_FEATURES = 4000;

/** A request that was not found on the other side. */
export interface Unpaired {
  readonly line: number;
  readonly scope: string | null;
  /** Hashes of what is in the request: each once, in order. */
  readonly features: Uint32Array;
}

/** What a request is compared by. */
export function unpairedOf(record: Interaction, line: number): Unpaired {
  const { request, scope } = record;
  const features = new Set<number>();
  // The server and the method weigh as much as a few words.
  for (let i = 0; i < 3; i++) features.add(hashOf(`${i} ${request.method} ${request.url}`));
  const json = bodyJson(request.body);
  if (json === undefined) {
    addWords(features, "", request.body !== null && "text" in request.body ? request.body.text : "");
  } else addFeatures(features, "", json);
  return { line, scope: scope ?? null, features: Uint32Array.from(features).sort() };
}

/** The pairs of requests that are one which was changed, the most alike first; each is in one pair at most. */
export function nearestPairs(before: readonly Unpaired[], after: readonly Unpaired[]): [Unpaired, Unpaired][] {
  const index = new Map<number, number[]>();
  const scopes = new Map<string, number[]>();
  after.forEach(({ features, scope }, i) => {
    for (const feature of features) pushTo(index, feature, i);
    if (scope !== null) pushTo(scopes, scope, i);
  });
  const candidates = before.flatMap((one) => {
    const sameScope = (one.scope === null ? undefined : scopes.get(one.scope)) ?? [];
    const isSmall = sameScope.length > 0 && sameScope.length <= MOST_CANDIDATES;
    return (isSmall ? sameScope : candidatesOf(one, index)).map((i) => ({
      one,
      other: after[i],
      alike: likeness(one, after[i]),
    }));
  });
  const taken = new Set<Unpaired>();
  const pairs: [Unpaired, Unpaired][] = [];
  for (const { one, other, alike } of candidates.sort((a, b) => b.alike - a.alike)) {
    const isSameScope = one.scope !== null && one.scope === other.scope;
    if (taken.has(one) || taken.has(other) || (alike < LEAST_ALIKE && !isSameScope)) continue;
    taken.add(one).add(other);
    pairs.push([one, other]);
  }
  return pairs;
}

/** Those that share the most rare features; where there is none, some that share common ones. */
function candidatesOf({ features }: Unpaired, index: ReadonlyMap<number, readonly number[]>): number[] {
  const shared = new Map<number, number>();
  const common = new Set<number>();
  for (const feature of features) {
    const having = index.get(feature) ?? [];
    if (having.length > COMMON) { for (const i of having.slice(0, MOST_CANDIDATES)) common.add(i); }
    else for (const i of having) shared.set(i, (shared.get(i) ?? 0) + 1);
  }
  const nearest = [...shared].sort(([, a], [, b]) => b - a).slice(0, MOST_CANDIDATES).map(([i]) => i);
  return nearest.length > 0 ? nearest : [...common].slice(0, MOST_CANDIDATES);
}

function likeness(a: Unpaired, b: Unpaired): number {
  let shared = 0;
  for (let i = 0, k = 0; i < a.features.length && k < b.features.length;) {
    if (a.features[i] === b.features[k]) {
      shared++;
      i++;
      k++;
    } else if (a.features[i] < b.features[k]) i++;
    else k++;
  }
  return 2 * shared / (a.features.length + b.features.length);
}

function addFeatures(features: Set<number>, pointer: string, value: JsonValue): void {
  if (features.size >= MOST_FEATURES) return;
  if (typeof value === "string") addWords(features, pointer, value);
  else if (typeof value !== "object" || value === null) features.add(hashOf(`${pointer}=${value}`));
  else for (const [name, item] of Object.entries(value)) addFeatures(features, `${pointer}/${name}`, item);
}

function addWords(features: Set<number>, pointer: string, text: string): void {
  for (const [word] of text.matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)) {
    if (features.size >= MOST_FEATURES) return;
    features.add(hashOf(`${pointer} ${word}`));
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function pushTo<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
