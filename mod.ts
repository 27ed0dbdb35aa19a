/**
 * Tapedeck: an evaluation harness for language models, at home in Deno and Jupyter.
 * @module
 */
export * from "./src/base/mod.ts";
export * from "./src/cassette/mod.ts";
