/**
 * How secrets are kept off the tape.
 * @module
 */
export { REDACTED, type RedactedBody, REDACTION_VERSION, Redactor } from "./redactor.ts";
