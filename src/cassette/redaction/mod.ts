/**
 * How secrets are kept off the tape.
 * @module
 */
export { REDACTED, type RedactedBody, REDACTION_VERSION, Redactor } from "./redactor.ts";
export { type DetectedSecret, SecretDetector } from "./secret_detector.ts";
export { GENERIC_SHAPES } from "./generic_shapes.ts";
export { environmentSecrets } from "./environment_secrets.ts";
export { tapeRedactor } from "./tape_redactor.ts";
