import type { JudgeOpinion } from "./judge_scorer.ts";

/** How the grades of a panel become one. */
export type PanelReduction = "mean" | "majority";

/** What a panel comes to; judges without an opinion are left out of it. Agreement is the share of pairs that agree. */
export function panelVerdict(
  endpoints: readonly string[],
  opinions: readonly JudgeOpinion[],
  reduction: PanelReduction,
): JudgeOpinion {
  const scores = opinions.map(({ score }) => score).filter((score) => score !== null);
  return {
    score: scores.length === 0 ? null : reduction === "mean" ? meanOf(scores) : meanOf(leadingOf(scores)),
    metadata: {
      agreement: agreementOf(scores),
      judges: opinions.map(({ score, metadata }, i) => ({ endpoint: endpoints[i], score, ...metadata })),
    },
  };
}

function meanOf(scores: readonly number[]): number {
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** The scores that were given most often, each once. */
function leadingOf(scores: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const score of scores) counts.set(score, (counts.get(score) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].filter(([, count]) => count === most).map(([score]) => score);
}

function agreementOf(scores: readonly number[]): number | null {
  const pairs = scores.length * (scores.length - 1) / 2;
  if (pairs === 0) return null;
  const agreeing = scores.flatMap((a, i) => scores.slice(i + 1).filter((b) => a === b)).length;
  return agreeing / pairs;
}
