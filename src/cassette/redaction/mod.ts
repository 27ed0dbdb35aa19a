/**
 * How secrets are kept off the tape, found in files, and removed from them.
 * @module
 */
export { type DetectedSecret, environmentSecrets, looksRandom } from "../../base/mod.ts";
export { isPacked } from "./packed.ts";
export { GENERIC_SHAPES } from "./generic_shapes.ts";
export { REDACTED, type RedactedBody, REDACTION_VERSION, Redactor } from "./redactor.ts";
export { type FileFinding, scanFiles, type ScanReport } from "./scan_files.ts";
export { scrubFile, type ScrubOptions, type ScrubReport } from "./scrub_file.ts";
export { SecretDetector } from "./secret_detector.ts";
export { type ScanOptions, type SecretFinding, SecretScanner } from "./secret_scanner.ts";
export { tapeRedactor } from "./tape_redactor.ts";
