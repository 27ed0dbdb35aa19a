/**
 * What other programs record, read; and a tape's recordings, written for them. Pure: files are read and written above.
 * @module
 */
export { EXCHANGE_FORMATS, type ExchangeFormat } from "./exchange_format.ts";
export type { ForeignExchange, ForeignFile, ForeignResponse } from "./foreign_exchange.ts";
export type { Har, HarEntry } from "./har.ts";
export { harEntry } from "./har_entry.ts";
export { readForeignFile } from "./read_foreign_file.ts";
