/**
 * What a notebook needs beyond frames and charts, which notebooks show by themselves.
 * @module
 */
export { readable, type ReadableOptions, type ReadableTable } from "./readable.ts";
