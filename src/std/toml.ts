/**
 * What `@std/toml` resolves to: TOML to objects and back, with the signatures of Deno's standard library.
 * @module
 */
export { parse } from "./toml/parse.ts";
export { stringify, type StringifyOptions } from "./toml/stringify.ts";
