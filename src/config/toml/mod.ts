/**
 * TOML texts as their authors wrote them: where each key stands, and changes that leave all else as it is.
 * @module
 */
export { type TomlLines, tomlLines } from "./toml_lines.ts";
