import { credentialHash } from "../../base/mod.ts";
import type { CallFailure, Cell, Endpoint, EndpointKey, JsonValue } from "../../spec/mod.ts";
import type { ExchangeResult } from "../../transport/mod.ts";
import type { ExhaustedBudget } from "../budget/mod.ts";
import { CredentialRow } from "./_credential_row.ts";
import { FailureRow, type GridWidth } from "./_failure_row.ts";
import { budgetTexts, failureTexts } from "./_stop_texts.ts";
import { CellLeftError } from "./cell_left_error.ts";
import type { RunStop, StopReason } from "./run_stop.ts";

/** Keeps a decision on the tape; `null` in a replay whose tape does not have it. */
type DecideStop = (
  scope: string,
  name: string,
  make: () => { readonly choice: JsonValue; readonly reason: string },
) => Promise<{ readonly choice: JsonValue; readonly reason: string } | null>;

/** What {@linkcode RunStops} are made with. */
export interface RunStopsOptions {
  /** With their credentials: a refused one stops all endpoints that are called with it. */
  readonly endpoints: ReadonlyMap<EndpointKey, Endpoint>;
  /** How many failures in a row are systematic; `null`: none are. */
  readonly stopAfter: number | null;
  /** How wide the grid is at each endpoint. */
  readonly width: GridWidth;
  /** The tape's, bound to the run. */
  readonly decide: DecideStop;
  /** The run's; what waits ends with it too. */
  readonly signal: AbortSignal;
  /** Nothing is decided then: what its recording has left is left again. */
  readonly isReplay: boolean;
}

/** One endpoint, as far as it may be stopped. */
interface Line {
  readonly endpoint: Endpoint;
  readonly row: FailureRow | null;
  readonly credential: CredentialRow | null;
  readonly credentialId: string;
  readonly waiting: AbortController;
  stop: RunStop | null;
  isLeft: boolean;
}

/**
 * Which endpoints of a run are called no more, as every further call would fail in the same way or is not in the budget.
 * A stop depends on time and on other cells: it is decided once and kept on the tape (`stop/<scope>`), so that a replay
 * leaves the cells that its recording has left, and says the same.
 */
export class RunStops {
  readonly #options: RunStopsOptions;
  readonly #lines: ReadonlyMap<EndpointKey, Line>;
  readonly #stops: RunStop[] = [];
  /** How many of a scope are on the tape, as far as is known. */
  readonly #numbers = new Map<string, number>();
  #kept: Promise<void> = Promise.resolve();
  readonly #onAbort: () => void;

  /** Nothing is stopped yet. */
  constructor(options: RunStopsOptions) {
    this.#options = options;
    const { endpoints, stopAfter, width, signal } = options;
    const credentials = new Map<string, CredentialRow>();
    this.#lines = new Map([...endpoints].map(([key, endpoint]) => {
      const credentialId = credentialIdOf(endpoint);
      if (stopAfter !== null && !credentials.has(credentialId)) {
        credentials.set(credentialId, new CredentialRow(stopAfter));
      }
      return [key, {
        endpoint,
        row: stopAfter === null ? null : new FailureRow({ stopAfter, width }),
        credential: credentials.get(credentialId) ?? null,
        credentialId,
        waiting: new AbortController(),
        stop: null,
        isLeft: false,
      }];
    }));
    this.#onAbort = () => this.#lines.forEach(({ waiting }) => waiting.abort(signal.reason));
    if (signal.aborted) this.#onAbort();
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Whether an endpoint is called no more. */
  isStopped(endpoint: EndpointKey): boolean {
    return this.#lines.get(endpoint)!.stop !== null;
  }

  /**
   * Nothing, while its endpoint is called.
   * @throws {CellLeftError} when it is not.
   */
  assertGoing(endpoint: EndpointKey): void {
    if (!this.#options.isReplay && this.isStopped(endpoint)) throw this.leave(endpoint);
  }

  /**
   * Nothing, where a replay should have the recording of a call.
   * @throws {CellLeftError} when its recording has left the endpoint's cells.
   */
  assertRecorded({ outcome }: ExchangeResult, endpoint: EndpointKey): void {
    if (outcome.ok || outcome.failure.kind !== "cassette_miss" || !this.#options.isReplay) return;
    if (this.isStopped(endpoint)) throw this.leave(endpoint);
  }

  /** Aborts when the endpoint is called no more, and with the run: for calls that have not been sent. */
  waiting(endpoint: EndpointKey): AbortSignal {
    return this.#lines.get(endpoint)!.waiting.signal;
  }

  /** Look at how a call has ended. What was played says nothing of now. */
  observe({ outcome, note }: ExchangeResult, cell: Pick<Cell, "endpoint" | "sample" | "requestId">): void {
    const line = this.#lines.get(cell.endpoint.key)!;
    if (note.source !== "live" || line.row === null || line.credential === null) return;
    if (outcome.ok) {
      line.row.answered();
      line.credential.answered();
      return;
    }
    const { failure } = outcome;
    const ofCredential = isOfModelAlone(failure) ? "credit" : line.credential.failed(failure);
    const reason = ofCredential ?? line.row.failed(failure.kind, cell);
    if (reason === null || reason === "budget" || line.stop !== null) return;
    const isAll = ofCredential !== null && line.endpoint.credential !== null && !isOfModelAlone(failure);
    const lines = isAll ? this.#withCredential(line.credentialId) : [line];
    const texts = failureTexts(reason, { endpoint: line.endpoint, failure, count: this.#options.stopAfter! });
    this.#stop(isAll ? `provider:${line.endpoint.provider}` : line.endpoint.key, { lines, reason, ...texts });
  }

  /** There is no budget left: for the calls of a scope, or for those of scorers, without which no cell can end. */
  exhausted(budget: ExhaustedBudget, { ofScorers = false }: { readonly ofScorers?: boolean } = {}): void {
    const { scope } = budget;
    const isAll = scope === "run" || ofScorers;
    const lines = [...this.#lines.values()].filter(({ endpoint, stop }) =>
      stop === null && (isAll || scope === `provider:${endpoint.provider}`)
    );
    if (lines.length > 0) this.#stop(scope, { lines, reason: "budget", ...budgetTexts(budget), exhausted: budget });
  }

  /** In a replay: take over what was stopped when its tape was recorded. A cell that is on the tape is played all the same. */
  async recall(): Promise<void> {
    const endpoints = [...this.#lines.values()].map(({ endpoint }) => endpoint);
    const scopes = ["run", ...new Set(endpoints.map(({ provider }) => `provider:${provider}`)), ...this.#lines.keys()];
    for (const scope of scopes) {
      for (let number = 1;; number++) {
        const found = await this.#options.decide(`stop/${scope}`, String(number), neverMade);
        if (found === null) break;
        const stop = found.choice as unknown as RunStop;
        for (const key of stop.endpoints) {
          const line = this.#lines.get(key);
          if (line !== undefined) line.stop = stop;
        }
      }
    }
  }

  /** Those because of which cells were left. */
  list(): readonly RunStop[] {
    const lines = [...this.#lines.values()];
    const recalled = lines.flatMap(({ stop, isLeft }) => stop !== null && isLeft ? [stop] : []);
    return [...new Set([...this.#stops, ...recalled])];
  }

  /** Resolves when all stops are on the tape. */
  async end(): Promise<void> {
    this.#options.signal.removeEventListener("abort", this.#onAbort);
    await this.#kept;
  }

  /** What to throw out of a cell that is not run. */
  leave(endpoint: EndpointKey): CellLeftError {
    this.#lines.get(endpoint)!.isLeft = true;
    return new CellLeftError(endpoint);
  }

  #withCredential(id: string): Line[] {
    return [...this.#lines.values()].filter(({ credentialId, stop }) => credentialId === id && stop === null);
  }

  #stop(
    scope: string,
    { lines, ...what }:
      & { readonly lines: readonly Line[]; readonly reason: StopReason }
      & Pick<
        RunStop,
        "message" | "advice" | "exhausted"
      >,
  ): void {
    const stop: RunStop = { scope, endpoints: lines.map(({ endpoint }) => endpoint.key), ...what };
    this.#stops.push(stop);
    for (const line of lines) {
      line.stop = stop;
      line.waiting.abort(new CellLeftError(line.endpoint.key));
    }
    this.#kept = this.#kept.then(() => this.#keep(stop));
    // It is awaited at the end, and must not be nobody's until then.
    this.#kept.catch(() => {});
  }

  /** Behind those of earlier sessions, which stand on the tape too. */
  async #keep(stop: RunStop): Promise<void> {
    let number = this.#numbers.get(stop.scope) ?? 0;
    for (let isMade = false; !isMade;) {
      await this.#options.decide(`stop/${stop.scope}`, String(++number), () => {
        isMade = true;
        return { choice: stop as unknown as JsonValue, reason: stop.message };
      });
    }
    this.#numbers.set(stop.scope, number);
  }
}

/** A key that is used at two providers may be refused by one of them alone. */
function credentialIdOf({ key, provider, credential }: Endpoint): string {
  return credential === null ? `endpoint ${key}` : `${provider} ${credentialHash(credential)}`;
}

/** Google's quotas that a plan does not have are told by model: the key is good for others. */
function isOfModelAlone({ kind, httpStatus, code }: CallFailure): boolean {
  return kind === "payment" && httpStatus === 429 && code !== null && /per_?model/i.test(code);
}

function neverMade(): never {
  throw new Error("A replay does not decide when to stop");
}
