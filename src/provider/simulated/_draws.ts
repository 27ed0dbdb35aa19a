import { seededRandom } from "../../base/mod.ts";
import type { Distribution } from "./simulated_endpoint.ts";

/** A number in [0, 1). */
export type Random = () => number;

/** The random numbers of one purpose, the same for the same parts. */
export function randomOf(...parts: readonly (string | number)[]): Random {
  return seededRandom(parts.join("\n"));
}

/** A draw of a law. */
export function draw(law: Distribution, random: Random): number {
  if (typeof law === "number") return law;
  const value = law.kind === "normal"
    ? law.mean + law.deviation * standardNormal(random)
    : law.median * Math.exp(law.sigma * standardNormal(random));
  return Math.min(Math.max(value, law.min ?? 0), law.max ?? Infinity);
}

/** A whole draw, at least `least`. */
export function drawCount(law: Distribution, { random, least }: { random: Random; least: number }): number {
  return Math.max(least, Math.round(draw(law, random)));
}

/** A whole number, both ends included. */
export function between(random: Random, [low, high]: readonly [low: number, high: number]): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** One of them. */
export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)];
}

/** By Box and Muller; 1 - random() is never 0. */
function standardNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
