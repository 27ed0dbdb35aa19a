/**
 * Anthropic's messages: a pure and total function, response → outcome.
 * @module
 */
export { fromWire } from "./from_wire.ts";
