/**
 * What the user prefers: the TOML files, what they say of models, providers, credentials and routing.
 * @module
 */
export { type ConfigFile, configSchema } from "./config_schema.ts";
export { FileProblems } from "./file_problems.ts";
export { type KeyPath, showPath } from "./key_path.ts";
export { mergeParameters } from "./merge_parameters.ts";
export { moneySchema } from "./money_schema.ts";
export type { ParameterTable } from "./parameter_table.ts";
export { type Parameter, PARAMETERS, unknownParameterRule } from "./parameters.ts";
export { parseConfig, type ParseConfigOptions } from "./parse_config.ts";
export { parseToml } from "./parse_toml.ts";
export { checkExtra, type ParameterProblems, readParameter, readParameters } from "./read_parameters.ts";
export { readPrice } from "./read_price.ts";
export { readSection } from "./read_section.ts";
export { readTomlFile } from "./read_toml_file.ts";
export { looksLikeSecret } from "./secret_shapes.ts";
export { tomlLines } from "./toml/mod.ts";
