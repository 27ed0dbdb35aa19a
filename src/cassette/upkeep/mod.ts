/**
 * What keeps cassettes in order: checking, tidying, comparing and counting them.
 * @module
 */
export { formatCassette, type FormatReport } from "./format_cassette.ts";
export { type CassetteProblem, type ProblemKind, verifyCassette, type VerifyOptions } from "./verify_cassette.ts";
