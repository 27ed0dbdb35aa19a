import { ledgerIsThere, openLedger } from "../ledger/mod.ts";
import type { Clock, Ledger } from "../spec/mod.ts";

/** The ledger once it is there: a run may make it while the dashboard is open, also anew after somebody took it away. */
export class LazyLedger {
  readonly #path: string;
  readonly #clock: Clock;
  #opened: { readonly file: string | null; readonly ledger: Promise<Ledger> } | null = null;
  /** Those whose files are gone. Somebody may still read them. */
  readonly #left: Promise<Ledger>[] = [];
  #isClosed = false;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  readonly open = async (): Promise<Ledger | null> => {
    const file = await fileAt(this.#path);
    if (this.#opened !== null && this.#opened.file !== file) {
      this.#left.push(this.#opened.ledger);
      this.#opened = null;
    }
    if (this.#opened === null && !await ledgerIsThere(this.#path)) return null;
    if (this.#isClosed) return null;
    this.#opened ??= { file, ledger: this.#openNow() };
    return await this.#opened.ledger;
  };

  /** From then on there is none. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#left, ...this.#opened === null ? [] : [this.#opened.ledger]];
    await Promise.all(all.map((opening) => opening.then((ledger) => ledger.close(), () => {})));
  }

  #openNow(): Promise<Ledger> {
    const opening = openLedger(this.#path, { clock: this.#clock });
    opening.catch(() => {
      // The next one may have taken its place by then.
      if (this.#opened?.ledger === opening) this.#opened = null;
    });
    return opening;
  }
}

/** Tells a file from one that has taken its place; `null`: there is none, as of a database elsewhere. */
async function fileAt(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await Deno.stat(path);
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}
