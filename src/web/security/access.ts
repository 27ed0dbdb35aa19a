import { hash, timingSafeEqual } from "node:crypto";

/** Who may use a dashboard, and from where. */
export interface Access {
  /**
   * What the address has to show, as in `?token=…`, once: the browser keeps a cookie. `null`: whoever reaches the address
   * may use it, which is for addresses that nobody reaches from outside the machine.
   */
  readonly token: string | null;
  /** Who has it may refresh lists by force; `null`: nobody may. */
  readonly adminKey: string | null;
  /** Origins whose pages may call the API, such as `https://example.org`. */
  readonly origins: readonly string[];
}

/** Whether two secrets are the same, in a time that does not tell how much of them is. */
export function isSameSecret(given: string | undefined | null, secret: string | null): boolean {
  if (given === undefined || given === null || secret === null) return false;
  return timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", secret, "buffer"));
}

/** Whether an address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[?::1\]?|localhost)$/i.test(host);
}
