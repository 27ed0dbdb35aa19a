import type { TokenPrice } from "../../spec/mod.ts";

/** What a server of one's own charges: nothing. */
export const LOCAL_PRICE: TokenPrice = { kind: "tokens", inputUsd: "0", outputUsd: "0" };
