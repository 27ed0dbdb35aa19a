import type { PolicyContext, RouteCandidate } from "../../spec/mod.ts";

/** A context of a policy's own, and the candidates in it by those that they are copies of. */
interface OwnContext {
  readonly context: PolicyContext;
  readonly candidates: ReadonlyMap<RouteCandidate, RouteCandidate>;
}

/**
 * Copies for code from outside: whatever it does to them, what is called, sent and audited stays as it was. A context is
 * copied once, as it is given with each of its candidates.
 */
export class OwnCopies {
  readonly #known = new WeakMap<PolicyContext, OwnContext>();

  of(candidate: RouteCandidate, context: PolicyContext): readonly [RouteCandidate, PolicyContext] {
    let own = this.#known.get(context);
    if (own === undefined) this.#known.set(context, own = copied(context));
    return [own.candidates.get(candidate) ?? copyOf(candidate), own.context];
  }
}

function copied(context: PolicyContext): OwnContext {
  const candidates = new Map(context.candidates.map((one) => [one, copyOf(one)]));
  const { request, ...rest } = context;
  return { candidates, context: { ...rest, request: copyOf(request), candidates: [...candidates.values()] } };
}

/** Of plain data; what has a class, as a credential, does not change. */
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== "object" || value === null || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyOf(part)])) as T;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
