/**
 * The parts of a request that people have a name for, in each wire format.
 * @module
 */
export { segmentsOf } from "./segments_of.ts";
