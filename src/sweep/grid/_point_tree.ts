import { UserError } from "../../base/mod.ts";
import type { Clause } from "./_clause.ts";
import { type Dimension, placeAt } from "./_dimension.ts";
import { ABSENT, type Point, type PointSpace } from "./point_space.ts";

/** Beyond it, rules meet in so many ways that counting them takes the memory that it is to save. */
const MOST_NODES = 100_000;

/** What is below some choice of the first dimensions' steps; the same for all choices that meet the same conditions. */
interface Node {
  readonly count: number;
  /** Every step leads to the same node; `absent`: the dimension does not apply, and there is but one way on. */
  readonly only?: Node;
  readonly isAbsent?: boolean;
  /** The node behind each step, and how many points there are up to and with it. */
  readonly next?: readonly Node[];
  readonly ends?: Float64Array;
}

const POINT: Node = { count: 1 };
const NOTHING: Node = { count: 0 };

/** What a tree is made from. */
export interface PointTreeParts {
  readonly dimensions: readonly Dimension[];
  readonly clauses: readonly Clause[];
  /** How many axes the plan has. */
  readonly axes: number;
  /** By dimension, the clauses one of which must be met for it to apply; the others always apply. */
  readonly when: ReadonlyMap<number, readonly number[]>;
  /** Whether a whole walk is a point, by the clauses that it meets. */
  readonly keeps: (met: ReadonlySet<number>) => boolean;
  /** By dimension, whether a step may be taken; those that are not in it may take each, and may be absent. */
  readonly allowed: ReadonlyMap<number, (step: number) => boolean>;
}

/**
 * The points of a product that rules leave, counted and not listed: choices of the first steps that meet the same
 * conditions share what is behind them, so that a product of a million million points is a few nodes, and any of its
 * points is found by walking down once.
 */
export class PointTree implements PointSpace {
  readonly #parts: PointTreeParts;
  readonly #nodes = new Map<string, Node>();
  readonly #root: Node;

  /** @throws {UserError} when the rules cut the grid into too many parts. */
  constructor(parts: PointTreeParts) {
    this.#parts = parts;
    this.#root = this.#node(0, parts.clauses.map((_, i) => i));
  }

  get count(): number {
    return this.#root.count;
  }

  at(index: number): Point {
    const point = new Array<number>(this.#parts.axes).fill(ABSENT);
    let node = this.#root;
    let rest = index;
    for (const dimension of this.#parts.dimensions) {
      const { only, isAbsent, next, ends } = node;
      if (only !== undefined) {
        if (!isAbsent) put(point, dimension, Math.floor(rest / only.count));
        rest %= only.count;
        node = only;
        continue;
      }
      const step = firstAbove(ends!, rest);
      put(point, dimension, step);
      if (step > 0) rest -= ends![step - 1];
      node = next![step];
    }
    return point;
  }

  counts(axis: number): readonly number[] {
    const { dimensions } = this.#parts;
    const at = dimensions.findIndex(({ axes }) => axes.includes(axis));
    let ways = new Map<Node, number>([[this.#root, 1]]);
    for (const dimension of dimensions.slice(0, at)) {
      const deeper = new Map<Node, number>();
      for (const [node, count] of ways) {
        for (const [child, steps] of children(node, dimension)) {
          deeper.set(child, (deeper.get(child) ?? 0) + count * steps);
        }
      }
      ways = deeper;
    }
    const dimension = dimensions[at];
    const counts: number[] = [];
    for (const [node, count] of ways) {
      if (node.isAbsent || node.count === 0) continue;
      for (let step = 0; step < dimension.size; step++) {
        const place = placeAt(dimension, step, axis);
        counts[place] = (counts[place] ?? 0) + count * (node.only ?? node.next![step]).count;
      }
    }
    return Array.from(counts, (count = 0) => count);
  }

  ends(axis: number, place: number): readonly Point[] {
    const at = this.#parts.dimensions.findIndex(({ axes }) => axes.includes(axis));
    const found = [false, true].flatMap((last) => {
      const indexes = this.#find(this.#root, 0, { at, axis, place, last, tried: new Map() });
      return indexes === null ? [] : [indexes];
    });
    return found.length === 2 && found[0].join() === found[1].join() ? found.slice(1) : found;
  }

  #find(node: Node, depth: number, sought: Sought): Point | null {
    if (node.count === 0) return null;
    const { dimensions, axes } = this.#parts;
    if (depth === dimensions.length) return new Array<number>(axes).fill(ABSENT);
    const known = sought.tried.get(node);
    if (known !== undefined) return known;
    const dimension = dimensions[depth];
    let found: Point | null = null;
    if (node.isAbsent) {
      found = depth === sought.at ? null : this.#find(node.only!, depth + 1, sought);
    } else {
      const seen = new Set<Node>();
      for (const step of stepsOf(dimension, depth === sought.at ? sought : null, sought.last)) {
        if (found !== null) break;
        const child = node.only ?? node.next![step];
        if (seen.has(child)) continue;
        seen.add(child);
        const below = this.#find(child, depth + 1, sought);
        if (below === null) continue;
        const point = [...below];
        put(point, dimension, step);
        found = point;
      }
    }
    sought.tried.set(node, found);
    return found;
  }

  #node(depth: number, met: readonly number[]): Node {
    const { dimensions, clauses, keeps } = this.#parts;
    if (met.some((one) => clauses[one].excludes && isDecided(clauses[one], depth))) return NOTHING;
    if (depth === dimensions.length) return keeps(new Set(met)) ? POINT : NOTHING;
    const key = `${depth}:${met}`;
    let node = this.#nodes.get(key);
    if (node === undefined) {
      if (this.#nodes.size >= MOST_NODES) throw tangled();
      this.#nodes.set(key, node = this.#makeNode(depth, met));
    }
    return node;
  }

  #makeNode(depth: number, met: readonly number[]): Node {
    const { dimensions, clauses, when, allowed } = this.#parts;
    const needs = when.get(depth);
    const mayTake = allowed.get(depth);
    const lasting = met.filter((one) => clauses[one].until > depth);
    if (needs !== undefined && !needs.some((one) => met.includes(one))) {
      if (mayTake !== undefined) return NOTHING;
      const left = lasting.filter((one) => clauses[one].outlivesAbsence || !clauses[one].meets.has(depth));
      const only = this.#node(depth + 1, left);
      return { count: only.count, only, isAbsent: true };
    }
    const { size } = dimensions[depth];
    const asked = lasting.filter((one) => clauses[one].meets.has(depth));
    if (asked.length === 0 && mayTake === undefined) {
      const only = this.#node(depth + 1, lasting);
      return only.count === 0 ? NOTHING : { count: size * only.count, only };
    }
    return this.#branch(depth, { size, lasting, asked, mayTake });
  }

  #branch(depth: number, { size, lasting, asked, mayTake }: {
    readonly size: number;
    readonly lasting: readonly number[];
    readonly asked: readonly number[];
    readonly mayTake: ((step: number) => boolean) | undefined;
  }): Node {
    const { clauses } = this.#parts;
    const ends = new Float64Array(size);
    let count = 0;
    const next = Array.from({ length: size }, (_, step) => {
      const missed = asked.filter((one) => !clauses[one].meets.get(depth)!(step));
      const child = mayTake?.(step) === false
        ? NOTHING
        : this.#node(depth + 1, missed.length === 0 ? lasting : lasting.filter((one) => !missed.includes(one)));
      count += child.count;
      ends[step] = count;
      return child;
    });
    return count === 0 ? NOTHING : { count, next, ends };
  }
}

interface Sought {
  readonly at: number;
  readonly axis: number;
  readonly place: number;
  readonly last: boolean;
  readonly tried: Map<Node, Point | null>;
}

/** The steps at which an axis may have a value, all unless one is sought. */
function* stepsOf(
  dimension: Dimension,
  sought: { readonly axis: number; readonly place: number } | null,
  last: boolean,
): Generator<number, void, void> {
  const { size, steps } = dimension;
  if (sought !== null && steps === undefined) {
    if (sought.place < size) yield sought.place;
    return;
  }
  for (let i = 0; i < size; i++) {
    const step = last ? size - 1 - i : i;
    if (sought === null || placeAt(dimension, step, sought.axis) === sought.place) yield step;
  }
}

/** Whether no dimension from here on can change that a clause is met. */
function isDecided({ meets }: Clause, depth: number): boolean {
  for (const at of meets.keys()) if (at >= depth) return false;
  return true;
}

function put(point: number[], dimension: Dimension, step: number): void {
  for (const axis of dimension.axes) point[axis] = placeAt(dimension, step, axis);
}

/** The nodes behind a node, each with how many steps lead there. */
function children({ only, isAbsent, next, count }: Node, { size }: Dimension): Map<Node, number> {
  if (count === 0) return new Map();
  if (only !== undefined) return new Map([[only, isAbsent ? 1 : size]]);
  const steps = new Map<Node, number>();
  for (const child of next!) if (child.count > 0) steps.set(child, (steps.get(child) ?? 0) + 1);
  return steps;
}

/** The first place whose number is above `value`, in numbers that never fall. */
function firstAbove(ends: Float64Array, value: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function tangled(): UserError {
  return new UserError(
    `Cannot count the grid as its rules meet in more than ${MOST_NODES} different ways: write fewer of them, or over ` +
      "fewer axes",
    { exitCode: 2 },
  );
}
