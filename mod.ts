/**
 * Tapedeck: an evaluation harness for language models, at home in Deno and Jupyter.
 * @module
 */
export * from "./src/base/mod.ts";
export * from "./src/cassette/mod.ts";
export * from "./src/catalog/mod.ts";
export * from "./src/ledger/mod.ts";
export * from "./src/provider/mod.ts";
export * from "./src/scoring/mod.ts";
export * from "./src/sweep/mod.ts";
export * from "./src/transport/mod.ts";
