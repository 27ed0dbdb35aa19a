/**
 * A language model of the AI SDK, of the versions 2 to 4 of its interface, as its provider packages make them
 * (`createOpenAI().chat("gpt-4o")`). What goes in and out is read leniently, so that later versions have a chance.
 */
export interface AiSdkModel {
  /** `v4` */
  readonly specificationVersion: string;
  /** `openai.chat` */
  readonly provider: string;
  /** `gpt-4o` */
  readonly modelId: string;
  /** A whole answer. */
  doGenerate(options: unknown): PromiseLike<unknown>;
  /** An answer in parts. */
  doStream(options: unknown): PromiseLike<unknown>;
}
