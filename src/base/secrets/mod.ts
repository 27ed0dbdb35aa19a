/**
 * How a secret may be spelled in a text, and where it is.
 * @module
 */
export { base64Cores, coreOffset, isBase64 } from "./base64.ts";
export type { DetectedSecret } from "./detected_secret.ts";
export { environmentSecrets, processSecrets } from "./environment_secrets.ts";
export { isSecret } from "./is_secret.ts";
export { looksLikePassword, looksRandom } from "./looks_random.ts";
export { NeedleSet } from "./needle_set.ts";
export { SecretFinder } from "./secret_finder.ts";
export { foldedViews, fromLatin1, type Range, toLatin1, unescapedViews } from "./views.ts";
