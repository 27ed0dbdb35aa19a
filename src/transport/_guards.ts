import { credentialHash } from "../base/mod.ts";
import type { BreakerStatus, CallListener, Clock, Credential, Endpoint, TransportSettings } from "../spec/mod.ts";
import { type Block, Breaker, type Pass } from "./_breaker.ts";
import type { Signs } from "./_sign_of.ts";

/** The leaves of one call, of its endpoint and of its credential. */
export interface GuardPass {
  readonly endpoint: Pass;
  readonly credential: Pass | null;
}

/** What stands in the way of a call. `lasting`: it is not worth waiting for, as only its owner can mend it. */
export interface GuardBlock extends Block {
  readonly breaker: Breaker;
  readonly lasting: boolean;
}

/** The breakers that a call to an endpoint has to pass: its own and that of its credential. */
export class Guard {
  readonly endpoint: Breaker;
  readonly credential: Breaker | null;

  constructor(endpoint: Breaker, credential: Breaker | null) {
    this.endpoint = endpoint;
    this.credential = credential;
  }

  block(): GuardBlock | null {
    const { endpoint, credential } = this;
    const lasting = credential?.block() ?? null;
    if (lasting !== null) return { ...lasting, breaker: credential!, lasting: true };
    const block = endpoint.block();
    return block === null ? null : { ...block, breaker: endpoint, lasting: false };
  }

  enter(): GuardPass {
    return { endpoint: this.endpoint.enter(), credential: this.credential?.enter() ?? null };
  }

  holds(pass: GuardPass): boolean {
    return this.endpoint.holds(pass.endpoint) && (pass.credential === null || this.credential!.holds(pass.credential));
  }

  leave(pass: GuardPass, signs: Signs): void {
    const { is } = signs.credential;
    const isAlone = pass.credential === null && (is === "shut" || is === "refused");
    this.endpoint.leave(pass.endpoint, isAlone ? signs.credential : signs.endpoint);
    if (pass.credential !== null) this.credential!.leave(pass.credential, signs.credential);
  }
}

/** All breakers of a transport, each made when it is first asked for. */
export class Guards {
  readonly #clock: Clock;
  readonly #emit: CallListener;
  readonly #breakers = new Map<string, Breaker>();

  constructor({ clock, emit }: { clock: Clock; emit: CallListener }) {
    this.#clock = clock;
    this.#emit = emit;
  }

  of(endpoint: Endpoint, settings: TransportSettings): Guard {
    const { credential } = endpoint;
    const own = this.#breaker(endpoint.key, endpoint, settings);
    return new Guard(own, credential === null ? null : this.#breaker(credentialScope(credential), endpoint, settings));
  }

  /** In the order of their scopes. */
  status(): BreakerStatus[] {
    return [...this.#breakers.values()].map(({ status }) => status)
      .sort((a, b) => compare(a.scope, b.scope) || compare(a.provider, b.provider));
  }

  reset(scope: string): void {
    for (const breaker of this.#breakers.values()) if (breaker.status.scope === scope) breaker.reset();
  }

  #breaker(scope: string, { provider }: Endpoint, { breaker: settings }: TransportSettings): Breaker {
    // A key that is used at two providers may be refused by one of them alone.
    const key = `${provider} ${scope}`;
    const found = this.#breakers.get(key);
    if (found !== undefined) return found;
    const made = new Breaker({
      scope,
      provider,
      settings,
      clock: this.#clock,
      onMove: (move) => this.#emit({ type: "breaker", atMs: this.#clock.nowMs(), scope, provider, ...move }),
    });
    this.#breakers.set(key, made);
    return made;
  }
}

/** `credential:<hash>` */
function credentialScope(credential: Credential): string {
  return `credential:${credentialHash(credential)}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
