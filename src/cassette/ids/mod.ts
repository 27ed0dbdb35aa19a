/**
 * Ids that recorded answers minted and later requests bring back.
 * @module
 */
export { type IdSearch, type MaybeIdRequest, MintedIds } from "./minted_ids.ts";
export { MintedNames } from "./minted_names.ts";
