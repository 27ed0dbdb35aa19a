/**
 * Cohere's chat, version 2: a pure and total function, response → outcome.
 * @module
 */
export { fromWire } from "./from_wire.ts";
