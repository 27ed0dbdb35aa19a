import type { ParameterProblem } from "../../spec/mod.ts";

/** Collects what a model does not take. */
export class ModelProblems {
  readonly #model: string;
  readonly #effect: ParameterProblem["effect"];
  readonly #problems = new Map<string, ParameterProblem>();

  /** `model` as people know it; `effect` of what it does not take, unless a problem says otherwise. */
  constructor(model: string, effect: ParameterProblem["effect"]) {
    this.#model = model;
    this.#effect = effect;
  }

  /** Whether the author's own server is asked, whose errors are known. */
  get isDirect(): boolean {
    return this.#effect === "refused";
  }

  /** `reason` goes on after the model's name: `takes 1 alone`. Of one parameter the first is kept. */
  add(parameter: string, reason: string, value: unknown, effect = this.#effect): void {
    if (this.#problems.has(parameter)) return;
    const message = `Cannot send "${parameter}" as ${this.#model} ${reason}: current value is ${JSON.stringify(value)}`;
    this.#problems.set(parameter, { parameter, effect, message });
  }

  /** `value` when it is given and differs from what does not change anything. */
  addUnless(parameter: string, value: unknown, neutral: unknown): void {
    if (value !== undefined && value !== neutral) this.add(parameter, `takes ${JSON.stringify(neutral)} alone`, value);
  }

  get list(): readonly ParameterProblem[] {
    return [...this.#problems.values()];
  }
}
