/**
 * The user's credentials beside what they are of.
 * @module
 */
export { checkCredential, type CheckCredentialOptions, type CheckedCredential } from "./check_credential.ts";
export {
  type CredentialPlace,
  openCredentials,
  type OpenCredentialsOptions,
  type OpenedCredentials,
} from "./open_credentials.ts";
