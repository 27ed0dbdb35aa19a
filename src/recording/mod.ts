/**
 * The tape wired to the providers: what the tape can do with what it is told about each provider's traffic.
 * @module
 */
export { openCassette } from "./open_cassette.ts";
export { type VirtualTime, virtualTime, type VirtualTimeOptions } from "./virtual_time.ts";
