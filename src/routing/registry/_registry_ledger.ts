import { isPostgresUrl, ledgerIsThere, openLedger } from "../../ledger/mod.ts";
import { ledgerPath } from "../ledger_path.ts";
import type { CallTry, Clock, Ledger, RouteRecord } from "../../spec/mod.ts";
import { permittedEnv } from "./_permitted_env.ts";
import type { RegistryOptions } from "./registry_options.ts";

/** Where a registry keeps why it chose what it chose, and what that cost. The file is opened when it is first needed. */
export class RegistryLedger {
  readonly #path: string | null;
  readonly #clock: Clock;
  #opened: Promise<Ledger> | null = null;

  /** `path` is `null` where nothing is kept. */
  constructor(path: string | null, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /**
   * To be called before what is to be kept costs something.
   * @throws {UserError} when the file cannot be opened.
   */
  async ready(): Promise<void> {
    if (this.#path !== null) await this.#open(this.#path);
  }

  async keep(route: RouteRecord, tries: readonly CallTry[]): Promise<void> {
    if (this.#path === null) return;
    const ledger = await this.#open(this.#path);
    // What was paid goes first: a sum that leaves it out is wrong.
    await ledger.appendCalls(tries);
    await ledger.appendRoutes([route]);
  }

  /** What is kept already; `null`: nothing, and no file is made to find that out. */
  async kept(): Promise<Ledger | null> {
    if (this.#path === null || !await ledgerIsThere(this.#path)) return null;
    return await this.#open(this.#path);
  }

  async close(): Promise<void> {
    await (await this.#opened)?.close();
  }

  #open(path: string): Promise<Ledger> {
    return this.#opened ??= openLedger(path, { clock: this.#clock }).catch((error) => {
      this.#opened = null;
      throw error;
    });
  }
}

/** Where a registry keeps its choices; `null`: nowhere. A replay makes none. */
export function registryLedgerPath(
  { ledgerPath: given, env = permittedEnv }: Pick<RegistryOptions, "ledgerPath" | "env">,
  { isReplay }: { readonly isReplay: boolean },
): string | null {
  if (given !== undefined) return given === false ? null : given;
  const own = isReplay ? null : ledgerPath({ env });
  return own !== null && mayKeep(own) ? own : null;
}

/** Whether the process may keep anything there: nobody is asked. */
function mayKeep(path: string): boolean {
  if (isPostgresUrl(path)) return Deno.permissions.querySync({ name: "net" }).state === "granted";
  return (["read", "write"] as const).every((name) => Deno.permissions.querySync({ name, path }).state === "granted");
}
