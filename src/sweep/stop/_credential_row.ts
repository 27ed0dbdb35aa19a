import type { CallFailure } from "../../spec/mod.ts";
import type { StopReason } from "./run_stop.ts";

const PAYMENT_REQUIRED = 402;
/** As breakers have it: a key that never worked is wrong, one that did may have met a proxy that forgot it. */
const IN_A_ROW = { unprovenKey: 1, provenKey: 3, payment: 3 };

/** The refusals of one credential since its last answer. */
export class CredentialRow {
  readonly #stopAfter: number;
  #count = 0;
  #isProven = false;

  constructor(stopAfter: number) {
    this.#stopAfter = stopAfter;
  }

  /** An answer: the credential is good. */
  answered(): void {
    this.#count = 0;
    this.#isProven = true;
  }

  /** What is wrong with the credential from this failure on; `null`: nothing, as far as is known. */
  failed({ kind, httpStatus }: CallFailure): StopReason | null {
    if (kind !== "auth" && kind !== "payment") return null;
    this.#count++;
    if (this.#count < Math.min(this.#stopAfter, this.#most(kind, httpStatus))) return null;
    return kind === "auth" ? "credential" : "credit";
  }

  #most(kind: "auth" | "payment", httpStatus: number | null): number {
    if (kind === "auth") return this.#isProven ? IN_A_ROW.provenKey : IN_A_ROW.unprovenKey;
    // Routers say with this status that one call is too dear for what is left, which cheaper ones may not be.
    return httpStatus === PAYMENT_REQUIRED ? IN_A_ROW.payment : 1;
  }
}
