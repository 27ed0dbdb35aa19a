import type { Attempt } from "../spec/mod.ts";

/** What a cell's variant is called in results: seeds are repeats under another name, and make none. */
export function labelWithoutSeed({ label, axes }: Pick<Attempt, "label" | "axes">): string {
  if (!Object.hasOwn(axes, "seed")) return label;
  return label.split(" ").filter((part) => part !== `seed=${axes.seed}`).join(" ");
}
