import { seededRandom } from "../../base/mod.ts";
import type { PlanAdaptive } from "./plan_adaptive.ts";

/**
 * Which prompts each round adds, as places in the plan's samples: together all of them, each once, in an order that the
 * seed decides. After every round but the last one the scores are looked at.
 */
export function roundsOf(samples: number, { method, prompts, eta, seed }: PlanAdaptive): Uint32Array[] {
  const order = shuffled(samples, seed);
  const rounds: Uint32Array[] = [];
  let [begin, size] = [0, prompts];
  while (begin < samples) {
    const end = Math.min(samples, begin + size);
    rounds.push(order.subarray(begin, end));
    // What was asked so far grows by eta, so the round itself is all but what was asked before.
    size = method === "racing" ? prompts : end * (eta - 1);
    begin = end;
  }
  return rounds;
}

/** 0 to n - 1 in an order that is the same for the same seed on every machine (Fisher–Yates). */
function shuffled(n: number, seed: number): Uint32Array {
  const random = seededRandom(`adaptive ${seed}`);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
