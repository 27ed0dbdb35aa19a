/** Scores by variant and prompt. */
type Scores = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * The differences of two runs, one for each prompt. A variant is compared with itself where both runs have it; where they
 * have none in common, their means of each prompt are compared.
 */
export function pairScores(these: Scores, those: Scores): { differences: number[]; unpaired: number } {
  const common = [...these.keys()].filter((variant) => those.has(variant));
  const pairs = common.length > 0
    ? common.map((variant) => [these.get(variant)!, those.get(variant)!] as const)
    : [[meansByPrompt(these), meansByPrompt(those)] as const];
  const byPrompt = new Map<string, number[]>();
  const unpaired = new Set<string>();
  for (const [left, right] of pairs) {
    for (const prompt of new Set([...left.keys(), ...right.keys()])) {
      const [a, b] = [left.get(prompt), right.get(prompt)];
      if (a === undefined || b === undefined) unpaired.add(prompt);
      else byPrompt.set(prompt, [...byPrompt.get(prompt) ?? [], a - b]);
    }
  }
  return { differences: [...byPrompt.values()].map(mean), unpaired: unpaired.size };
}

function meansByPrompt(scores: Scores): ReadonlyMap<string, number> {
  const values = new Map<string, number[]>();
  for (const prompts of scores.values()) {
    for (const [prompt, value] of prompts) values.set(prompt, [...values.get(prompt) ?? [], value]);
  }
  return new Map([...values].map(([prompt, all]) => [prompt, mean(all)]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
