/**
 * Keys: where they come from, which one a provider is called with, and who used it when.
 * @module
 */
export type { AuditEntry } from "./audit_entry.ts";
export { CredentialAudit, type CredentialAuditOptions, type CredentialSent } from "./credential_audit.ts";
export { type CredentialChoice, credentialChoices, type CredentialRank } from "./credential_choice.ts";
export { credentialAuditPath, type CredentialPathOptions, credentialsFolder } from "./credential_paths.ts";
export type { CredentialReport, CredentialUse } from "./credential_report.ts";
export {
  type CredentialConfig,
  type CredentialSettings,
  credentialSettings,
  DEFAULT_PROFILE,
} from "./credential_settings.ts";
export type { CredentialSource } from "./credential_source.ts";
export { CredentialStore, type CredentialStoreOptions } from "./credential_store.ts";
export { type KeyedProvider, originOf } from "./keyed_provider.ts";
export { dropKey, keepKey, keyFile } from "./keep_key.ts";
export { readCredentialAudit } from "./read_credential_audit.ts";
export type { ProgramOutput, ProgramRunner } from "./run_program.ts";
