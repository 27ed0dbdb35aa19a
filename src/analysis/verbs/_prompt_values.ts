/** Values with the prompts that they are of, by number. */
export interface PromptValues {
  readonly values: readonly number[];
  readonly prompts: readonly number[];
}
