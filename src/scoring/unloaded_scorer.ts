import { moduleCode } from "./_module_code.ts";
import type { LoadedScorer, LoadScorerOptions } from "./load_scorer.ts";

/**
 * A scorer from outside that only stands for itself, in the place of {@linkcode loadScorer}: its file is read for its
 * hash, and nothing of it is run. A plan that is read with it has the hash, the cells and the names of the scorers, and
 * cannot score.
 *
 * @throws {UserError} with exit code 2 when there is no such file, or a package has no exact version.
 */
export async function unloadedScorer(specifier: string, { name }: LoadScorerOptions): Promise<LoadedScorer> {
  const { code } = await moduleCode(specifier);
  return {
    scorer: {
      name,
      score() {
        throw new TypeError(`Cannot score as the module of the scorer was not loaded: current value is "${name}"`);
      },
    },
    code,
  };
}
