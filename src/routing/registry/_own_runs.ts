import { Decimal } from "../../base/mod.ts";
import type { Attempt, EndpointKey, Ledger } from "../../spec/mod.ts";

/** Runs that long ago say little of today. */
const LAST_RUNS = 50;

/** What an endpoint has answered to one prompt of a run, all repeats together. */
class Answers {
  n = 0;
  latencyMs = 0;
  score = 0;
  scored = 0;
  usd: Decimal | null = Decimal.parse("0");

  add({ latencyMs, score, costUsd }: Attempt): void {
    this.n++;
    this.latencyMs += latencyMs ?? 0;
    if (score !== null) {
      this.score += score;
      this.scored++;
    }
    this.usd = this.usd === null || costUsd === null ? null : this.usd.plus(Decimal.parse(costUsd));
  }
}

/** What two endpoints came to on the prompts that both have answered in the same run. */
export interface RunsCompared {
  /** Prompts. */
  readonly n: number;
  readonly latencyMs: { readonly from: number; readonly to: number };
  /** Dollars a call; `null`: the cost of some is unknown. */
  readonly usd: { readonly from: string; readonly to: string } | null;
  /** Over the prompts that both have a score for; `null`: there is none. */
  readonly score: { readonly n: number; readonly from: number; readonly to: number } | null;
}

/** What runs of one's own say of endpoints. */
export class OwnRuns {
  readonly #byEndpoint = new Map<EndpointKey, Map<string, Answers>>();
  readonly #tokens = new Map<string, { calls: number; input: number; output: number }>();

  /** Read the last runs. */
  static async of(ledger: Ledger | null): Promise<OwnRuns> {
    const own = new OwnRuns();
    if (ledger === null) return own;
    for (const { runId } of (await ledger.runs()).slice(0, LAST_RUNS)) {
      for await (const attempt of ledger.attempts(runId)) if (attempt.status === "ok") own.#add(attempt);
    }
    return own;
  }

  /** The mean size of calls of a model; `null`: there were none. */
  usage(model: string): { readonly calls: number; readonly inputTokens: number; readonly outputTokens: number } | null {
    const seen = this.#tokens.get(model);
    if (seen === undefined) return null;
    const { calls, input, output } = seen;
    return { calls, inputTokens: Math.round(input / calls), outputTokens: Math.round(output / calls) };
  }

  /** Two endpoints side by side; `null`: they have no prompt in common. */
  compare(from: EndpointKey, to: EndpointKey): RunsCompared | null {
    const [a, b] = [this.#byEndpoint.get(from), this.#byEndpoint.get(to)];
    if (a === undefined || b === undefined) return null;
    const shared = [...a].flatMap(([prompt, answers]) => {
      const other = b.get(prompt);
      return other === undefined ? [] : [[answers, other] as const];
    });
    if (shared.length === 0) return null;
    const scored = shared.filter(([x, y]) => x.scored > 0 && y.scored > 0);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const side = (i: 0 | 1) => mean(shared.map((pair) => pair[i].latencyMs / pair[i].n));
    const score = (i: 0 | 1) => mean(scored.map((pair) => pair[i].score / pair[i].scored));
    const [fromUsd, toUsd] = [usdOf(shared.map(([x]) => x)), usdOf(shared.map(([, y]) => y))];
    return {
      n: shared.length,
      latencyMs: { from: side(0), to: side(1) },
      usd: fromUsd === null || toUsd === null ? null : { from: fromUsd, to: toUsd },
      score: scored.length === 0 ? null : { n: scored.length, from: score(0), to: score(1) },
    };
  }

  #add(attempt: Attempt): void {
    const { endpoint, model, runId, promptId, inputTokens, outputTokens } = attempt;
    const prompts = this.#byEndpoint.get(endpoint) ?? new Map<string, Answers>();
    this.#byEndpoint.set(endpoint, prompts);
    const key = `${runId}/${promptId}`;
    const answers = prompts.get(key) ?? new Answers();
    prompts.set(key, answers);
    answers.add(attempt);
    if (inputTokens === null || outputTokens === null) return;
    const tokens = this.#tokens.get(model) ?? { calls: 0, input: 0, output: 0 };
    this.#tokens.set(model, tokens);
    tokens.calls++;
    tokens.input += inputTokens;
    tokens.output += outputTokens;
  }
}

/** Dollars a call, exactly summed; `null`: the cost of one is unknown. */
function usdOf(answers: readonly Answers[]): string | null {
  let sum = Decimal.parse("0");
  let calls = 0;
  for (const { usd, n } of answers) {
    if (usd === null) return null;
    sum = sum.plus(usd);
    calls += n;
  }
  return sum.dividedBy(Decimal.fromInteger(calls), 12).toString();
}
