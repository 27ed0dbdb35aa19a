/**
 * What the user prefers: the TOML files, what they say of models, providers, credentials and routing.
 * @module
 */
export { checkReferences, type KnownNames } from "./check_references.ts";
export type {
  AlertsConfig,
  BreakerConfig,
  CapabilityWord,
  ConfigFile,
  ConfigTables,
  DefaultsConfig,
  EndpointConfig,
  LimitsConfig,
  ModelConfig,
  NeedsConfig,
  ProviderConfig,
  RawTable,
  RetryConfig,
  RoutingConfig,
  TimeoutsConfig,
} from "./config_file.ts";
export type { ConfigLayer } from "./config_layer.ts";
export { type ConfigPathOptions, type ConfigPaths, configPaths, PROJECT_FILE } from "./config_paths.ts";
export { CONFIG_SCHEMA_URL } from "./config_schema_url.ts";
export {
  type AuditEntry,
  CredentialAudit,
  type CredentialAuditOptions,
  credentialAuditPath,
  type CredentialChoice,
  credentialChoices,
  type CredentialConfig,
  type CredentialPathOptions,
  type CredentialRank,
  type CredentialReport,
  type CredentialSent,
  type CredentialSettings,
  credentialSettings,
  credentialsFolder,
  type CredentialSource,
  CredentialStore,
  type CredentialStoreOptions,
  type CredentialUse,
  DEFAULT_PROFILE,
  dropKey,
  keepKey,
  type KeyedProvider,
  keyFile,
  originOf,
  type ProgramOutput,
  type ProgramRunner,
  readCredentialAudit,
} from "./credentials/mod.ts";
export { deleteProfile } from "./delete_profile.ts";
export { type ConfigEdit, editConfig, type EditedConfig, rewriteConfig } from "./edit_config.ts";
export { type ExpandedModels, expandModels, type ModelNames } from "./expand_models.ts";
export { explainConfig, type ExplainedValue } from "./explain_config.ts";
export { type FileProblem, FileProblems, problemLine } from "./file_problems.ts";
export { isTrustedFolder } from "./is_trusted_folder.ts";
export { type KeyPath, showPath } from "./key_path.ts";
export { type ListedProfile, listProfiles } from "./list_profiles.ts";
export { loadConfig, loadConfigFile } from "./load_config.ts";
export type { ConfigOrigin, ConfigSource, LoadedConfig } from "./loaded_config.ts";
export { mergeConfig } from "./merge_config.ts";
export { mergeParameters } from "./merge_parameters.ts";
export {
  CONFIG_MIGRATIONS,
  type ConfigMigration,
  migrateConfig,
  type MigrateConfigOptions,
  type MigratedConfig,
} from "./migrate_config.ts";
export type { ModelPreferences } from "./model_preferences.ts";
export { pluginSpecifiers, policySpecifiers } from "./module_specifiers.ts";
export { moneySchema } from "./money_schema.ts";
export type { ParameterLayer, ParameterLevel, ParameterOrigin, ParameterSource } from "./parameter_layer.ts";
export type { ParameterTable } from "./parameter_table.ts";
export { type Parameter, PARAMETERS, unknownParameterRule } from "./parameters.ts";
export { checkConfig, parseConfig, type ParseConfigOptions } from "./parse_config.ts";
export { parseToml } from "./parse_toml.ts";
export type { PreferenceFile, PreferenceSource } from "./preference_source.ts";
export { type ParametersFor, Preferences, type PreferredParameters } from "./preferences.ts";
export { PRESETS } from "./presets.ts";
export { profileNameProblem } from "./profile_name_problem.ts";
export type { ProviderSetup } from "./provider_setup.ts";
export { rawParameters } from "./raw_parameters.ts";
export { checkExtra, type ParameterProblems, readParameters } from "./read_parameters.ts";
export { type ReadParameterTexts, readParameterTexts, TYPED_PARAMETERS } from "./read_parameter_texts.ts";
export { readPrice } from "./read_price.ts";
export { readSection } from "./read_section.ts";
export { readTomlFile, readTomlFileIfAny } from "./read_toml_file.ts";
export { type ResolvedParameters, resolveParameters } from "./resolve_parameters.ts";
export { saveProfile, type SaveProfileOptions } from "./save_profile.ts";
export { looksLikeSecret } from "./secret_shapes.ts";
export { printToml, tomlLines } from "./toml/mod.ts";
export type { UntrustedProject } from "./untrusted_project.ts";
