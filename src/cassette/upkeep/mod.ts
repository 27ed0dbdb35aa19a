/**
 * What keeps cassettes in order: checking, tidying, comparing and counting them.
 * @module
 */
export { verifyCassette } from "./verify_cassette.ts";
