/**
 * Language models of the AI SDK as providers.
 * @module
 */
export type { AiSdkModel } from "./ai_sdk_model.ts";
export { fromAiSdk, type FromAiSdkOptions } from "./from_ai_sdk.ts";
