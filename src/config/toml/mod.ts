/**
 * TOML texts as their authors wrote them: where each key stands, and changes that leave all else as it is.
 * @module
 */
export { editToml, type TomlEdit } from "./edit_toml.ts";
export { printToml } from "./print_toml.ts";
export { type TomlLines, tomlLines } from "./toml_lines.ts";
