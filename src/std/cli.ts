/**
 * What `@std/cli` resolves to: the argument parser of Deno's standard library, with its signature and rules.
 * @module
 */
export type { Args } from "./cli/args.ts";
export { parseArgs } from "./cli/parse_args.ts";
export type { ParseOptions } from "./cli/parse_options.ts";
