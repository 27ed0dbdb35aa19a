import { isRouter } from "./_is_router.ts";
import type { Finding, Rule } from "./_finding.ts";

/** Hosts on which nobody else gets to see what is sent. */
const OWN = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/;

/**
 * What becomes of the data. No list says it: of a server on one's own machine it is known, a router is told who may not
 * answer, and of all others it is unknown, which a need of this kind does not pass over unless it says so.
 */
export const dataRule: Rule = ({ endpoint }, { needs }): Finding | null => {
  const asked = [
    ...(needs.data?.training === "deny" ? ["trains on"] : []),
    ...(needs.data?.retention === "none" ? ["keeps"] : []),
  ];
  if (asked.length === 0 || OWN.test(endpoint.baseUrl) || isRouter(endpoint)) return null;
  return {
    rule: "data",
    verdict: needs.unknown === "allow" ? "unknown" : "no",
    reason: `whether it ${asked.join(" or ")} what it is sent is not known`,
    change: { text: `set unknown to "allow"`, needs: { unknown: "allow" } },
  };
};
