import type { FindingContext } from "./_answer_findings.ts";
import { figureFinding } from "./_figure_findings.ts";
import { countsOf, type RawFinding } from "./_new_finding.ts";
import { pooled, type PooledSamples, type RequestPair } from "./_pair_requests.ts";
import type { Sample } from "./_sample.ts";
import type { ShapeBook } from "./_shape_book.ts";

/** What of recordings is there or not. */
interface Presence {
  readonly kind: "shape" | "headers";
  /** `fields`, `header names` */
  readonly what: string;
  readonly isAsked: (sample: Sample) => boolean;
  /** What the recording has, by names: `/usage/cost number`. Recordings of the same share one list. */
  read(sample: Sample): readonly string[];
}

/** Features that come and go together, as a group. */
interface Pattern {
  readonly names: readonly string[];
  /** By group of recordings, whether each has them. */
  readonly isThere: readonly (readonly boolean[])[];
  readonly shares: readonly [base: number, new: number];
}

/** These depend on what the model says: whether it calls a tool, thinks, or refuses. */
const OF_ANSWER =
  /tool|function|content|refusal|reason|think|thought|annotation|citation|logprob|audio|\/delta\/|\/parts\/|signature|error/i;
const MOST_TESTED = 20;
const MOST_SHOWN = 12;

/** Which places of bodies, with which types, and which headers appeared or vanished. */
export function shapeFindings(
  pairs: readonly RequestPair[],
  shapes: ShapeBook,
  context: FindingContext,
): RawFinding[] {
  const fieldsOf = remembered((shape: number) =>
    shapes.featuresOf(shape).map((number) => {
      const { place, type } = shapes.feature(number);
      return `${place} ${type}`;
    })
  );
  const namesOf = remembered((headers: Sample["headers"]) => [...headers.keys()]);
  return [
    ...presenceFindings(pairs, {
      kind: "shape",
      what: "fields",
      isAsked: ({ shape }) => shape !== null,
      read: ({ shape }) => fieldsOf(shape!),
    }, context),
    ...presenceFindings(pairs, {
      kind: "headers",
      what: "header names",
      isAsked: ({ ok }) => ok,
      read: ({ headers }) => namesOf(headers),
    }, context),
  ];
}

function presenceFindings(pairs: readonly RequestPair[], presence: Presence, context: FindingContext): RawFinding[] {
  const groups = pairs.map((pair) => pooled(pair, presence.isAsked))
    .filter(({ isBase }) => isBase.includes(true) && isBase.includes(false));
  const { patterns, counts } = patternsOf(groups, presence);
  if (counts[0] + counts[1] === 0) return [];
  const isFact = ({ names, shares }: Pattern) =>
    Math.abs(shares[1] - shares[0]) === 1 && !names.every((name) => OF_ANSWER.test(name));
  const details = factDetails(patterns.filter(isFact));
  const { kind, what } = presence;
  const facts: RawFinding = {
    kind,
    what,
    endpoint: context.endpoint,
    among: "all",
    unit: null,
    base: String(counts[0]),
    new: String(counts[1]),
    difference: null,
    relative: null,
    ...countsOf(groups),
    method: details.length === 0
      ? "all the same, or tested by themselves"
      : "in all recordings of one tape and in none of the other",
    pValue: null,
    verdict: details.length === 0 ? "within noise" : "changed",
    details,
  };
  const tested = patterns.filter((pattern) => !isFact(pattern))
    .sort((a, b) =>
      Math.abs(b.shares[1] - b.shares[0]) - Math.abs(a.shares[1] - a.shares[0]) || order(a.names[0], b.names[0])
    )
    .slice(0, MOST_TESTED);
  return [facts, ...tested.map((pattern) => testedFinding(groups, { pattern, presence, context }))];
}

/** Whether something comes as often as it did. */
function testedFinding(
  groups: readonly PooledSamples[],
  { pattern, presence, context }: {
    readonly pattern: Pattern;
    readonly presence: Presence;
    readonly context: FindingContext;
  },
): RawFinding {
  const { names, isThere } = pattern;
  const more = names.length > 1 ? ` and ${names.length - 1} more` : "";
  const what = `${presence.kind === "shape" ? "field" : "header"} ${names[0]}${more}`;
  const finding = figureFinding(
    groups.map((group, i) => ({ ...group, values: isThere[i].map(Number) })),
    { kind: presence.kind, what, unit: "share", read: () => null },
    context,
  )!;
  return { ...finding, details: names.slice(0, MOST_SHOWN) };
}

/** What is not in the same share of recordings on both tapes, and how many features each tape has. */
function patternsOf(groups: readonly PooledSamples[], { read }: Presence) {
  // Recordings of the same features share one list: few lists are looked at in place of many recordings.
  const lists = new Map<readonly string[], { number: number; sides: [number, number] }>();
  const totals: [number, number] = [0, 0];
  for (const { samples, isBase } of groups) {
    samples.forEach((sample, i) => {
      const list = read(sample);
      let known = lists.get(list);
      if (known === undefined) lists.set(list, known = { number: lists.size, sides: [0, 0] });
      known.sides[isBase[i] ? 0 : 1]++;
      totals[isBase[i] ? 0 : 1]++;
    });
  }
  const having = new Map<string, (readonly string[])[]>();
  for (const list of lists.keys()) {
    for (const name of list) {
      const known = having.get(name);
      if (known === undefined) having.set(name, [list]);
      else known.push(list);
    }
  }
  const counts: [number, number] = [0, 0];
  const patterns = new Map<
    string,
    { names: string[]; lists: readonly (readonly string[])[]; shares: [number, number] }
  >();
  for (const [name, found] of [...having].sort(([a], [b]) => order(a, b))) {
    const there = [0, 1].map((side) => found.reduce((sum, list) => sum + lists.get(list)!.sides[side], 0));
    there.forEach((count, side) => count > 0 && counts[side]++);
    const shares: [number, number] = [there[0] / totals[0], there[1] / totals[1]];
    if (shares[0] === shares[1]) continue;
    const key = found.map((list) => lists.get(list)!.number).join();
    const pattern = patterns.get(key);
    if (pattern === undefined) patterns.set(key, { names: [name], lists: found, shares });
    else pattern.names.push(name);
  }
  return {
    counts,
    patterns: [...patterns.values()].map(({ names, lists: found, shares }): Pattern => {
      const set = new Set(found);
      return { names, isThere: groups.map(({ samples }) => samples.map((sample) => set.has(read(sample)))), shares };
    }),
  };
}

/** `appeared: /usage/cost number`, `changed type: /id string → number` */
function factDetails(patterns: readonly Pattern[]): string[] {
  const types = new Map<string, { old: string[]; now: string[] }>();
  for (const { names, shares } of patterns) {
    for (const name of names) {
      const cut = name.lastIndexOf(" ");
      const place = cut === -1 ? name : name.slice(0, cut);
      const known = types.get(place) ?? { old: [], now: [] };
      (shares[0] > 0 ? known.old : known.now).push(cut === -1 ? "" : name.slice(cut));
      types.set(place, known);
    }
  }
  return [...types].sort(([a], [b]) => order(a, b)).map(([place, { old, now }]) => {
    if (old.length > 0 && now.length > 0) return `changed type: ${place}${old.join("")} →${now.join("")}`;
    return old.length > 0 ? `vanished: ${place}${old.join("")}` : `appeared: ${place}${now.join("")}`;
  });
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A function that gives the same value again for what it was asked before. */
function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key)!;
  };
}
