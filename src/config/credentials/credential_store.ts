import { credentialHash, nearestName, orAborted, Secret, systemClock, UserError } from "../../base/mod.ts";
import type { Clock, Credential } from "../../spec/mod.ts";
import { askCommand, shownCommand } from "./_ask_command.ts";
import { type CredentialChoice, credentialChoices, namesOf } from "./credential_choice.ts";
import type { CredentialReport, CredentialUse } from "./credential_report.ts";
import type { CredentialSettings } from "./credential_settings.ts";
import type { CredentialSource } from "./credential_source.ts";
import type { KeyedProvider } from "./keyed_provider.ts";
import { keyText } from "./_key_text.ts";
import { keyPath, readKeyFile } from "./_read_key_file.ts";
import { type ProgramRunner, runProgram } from "./run_program.ts";

/** Long enough for a password manager that asks for a finger. */
const COMMAND_TIMEOUT_MS = 60_000;

/** Options of a {@linkcode CredentialStore}. */
export interface CredentialStoreOptions extends CredentialSettings {
  /** Looks environment variables up. */
  readonly env: (name: string) => string | undefined;
  /** Runs the commands; as processes of this machine unless given. */
  readonly run?: ProgramRunner;
  /** Times the commands; the system's unless given. */
  readonly clock?: Clock;
  /** For a command to end; 60 s unless given. */
  readonly commandTimeoutMs?: number;
  /** Told of every secret that was had, so that nothing that is printed repeats it. */
  readonly onSecret?: (secret: Credential) => void;
}

/**
 * Where the keys of providers come from: the environment, files that only their owner may read, commands of password
 * managers, and code. Nothing is read or run before it is asked for; a command runs once, however many ask.
 *
 * Which of several keys a provider is called with is decided in this order: given in code; named by the provider's own
 * section; of its name, or its kind's, and the chosen profile; in a variable of its kind. See {@linkcode credentialChoices}
 * for when one is refused.
 *
 * @example A key for each of two accounts at one provider
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { CredentialStore } from "@tapedeck/tapedeck";
 *
 * const variables: { [name: string]: string } = { WORK: "sk-work-1", HOME_KEY: "sk-home-1" };
 * const store = new CredentialStore({
 *   credentials: { "openai/work": { env: "WORK" }, "openai/home": { env: "HOME_KEY" } },
 *   profile: "work",
 *   env: (name) => variables[name],
 * });
 * const openai = { kind: "openai", origin: "https://api.openai.com", keyEnv: ["OPENAI_API_KEY"], needsKey: true };
 * const mine = await store.resolve({ ...openai, name: "openai" });
 * const other = await store.resolve({ ...openai, name: "second", credential: "openai/home" });
 * assertEquals([`${mine}`, `${other}`], ["[secret openai/work]", "[secret openai/home]"]);
 * ```
 */
export class CredentialStore {
  readonly #options: CredentialStoreOptions;
  /** Secrets by name, with their values: the same one again as long as the value is the same. */
  readonly #secrets = new Map<string, { readonly value: string; readonly secret: Credential }>();
  /** What files and commands said, by what was asked. */
  readonly #asked = new Map<string, Promise<string>>();

  /** Nothing is read yet. */
  constructor(options: CredentialStoreOptions) {
    this.#options = options;
  }

  /** The secrets that were had so far: what is printed must have none of them. */
  known(): readonly Credential[] {
    return [...this.#secrets.values()].map(({ secret }) => secret);
  }

  /** The name of the credential that a provider is called with, without having it; `null`: there is none. */
  choose(provider: KeyedProvider): string | null {
    return this.#winner(provider)?.name ?? null;
  }

  /**
   * The credential that a provider is called with; `null` where there is none.
   *
   * @throws {UserError} when the one that was chosen cannot be had: another one is not taken in its place.
   */
  async resolve(provider: KeyedProvider, signal?: AbortSignal): Promise<Credential | null> {
    const winner = this.#winner(provider);
    if (winner === null) return null;
    if (winner.refused !== null) {
      throw new UserError(
        `Cannot call the provider "${provider.name}" with the credential "${winner.name}" as ${winner.refused}`,
        { exitCode: 2 },
      );
    }
    return await this.get(winner.name, signal);
  }

  /**
   * As `resolve`, for a call that cannot be made without.
   *
   * @throws {UserError} also when there is none: it says where one could come from.
   */
  async require(provider: KeyedProvider, signal?: AbortSignal): Promise<Credential | null> {
    const credential = await this.resolve(provider, signal);
    if (credential !== null || !provider.needsKey) return credential;
    const choices = credentialChoices(provider, this.#options);
    const reasons = choices.map(({ name, refused }) => `${name}: ${refused ?? "it is not set"}`);
    const name = provider.name;
    throw new UserError(
      `Cannot call the provider "${name}" as it has no credential (tapedeck credential set ${name}/default keeps one): ` +
        `current value is ${reasons.length === 0 ? "none" : reasons.join("; ")}`,
      { exitCode: 2 },
    );
  }

  /**
   * A credential by its name: `openai/work`, `env:OPENAI_API_KEY`, `given:openai`.
   *
   * @throws {UserError} when there is none of that name, or it cannot be had.
   */
  async get(name: string, signal?: AbortSignal): Promise<Credential> {
    const given = this.#given(name);
    if (given !== undefined && typeof given !== "string") return this.#kept(name, given.reveal(), given);
    const work = given !== undefined
      ? Promise.resolve(keyText(given.trim(), { name, from: "what code gave" }))
      : name.startsWith("env:")
      ? Promise.resolve(this.#variable(name.slice("env:".length), name))
      : this.#valueOf(name);
    return this.#kept(name, await orAborted(work, signal));
  }

  /** Ask again what files and commands say, of one credential or of all, when it is wanted next. */
  forget(name?: string): void {
    if (name === undefined) this.#asked.clear();
    else this.#asked.delete(askedOf(this.#source(name)));
  }

  /**
   * All credentials of some providers: which one each is called with, and why the others are not. Commands are run only
   * where `run` is set.
   */
  async list(providers: readonly KeyedProvider[], { run = false } = {}): Promise<CredentialReport[]> {
    const reports: CredentialReport[] = [];
    for (const provider of providers) {
      const choices = credentialChoices(provider, this.#options);
      const winner = this.#winner(provider);
      for (const choice of choices) {
        const why = choice.refused ?? (choice.name === winner?.name ? null : this.#whyNot(choice, winner));
        const wins = choice.name === winner?.name && choice.refused === null;
        reports.push({ ...await this.#use(choice.name, run), provider: provider.name, rank: choice.rank, wins, why });
      }
    }
    const seen = new Set(reports.map(({ name }) => name));
    for (const name of namesOf(this.#options).filter((one) => !seen.has(one))) {
      const why = "no provider is set up that it belongs to";
      reports.push({ ...await this.#use(name, run), provider: null, rank: "other", wins: false, why });
    }
    return reports;
  }

  #winner(provider: KeyedProvider): CredentialChoice | null {
    return credentialChoices(provider, this.#options).find(({ name, rank, refused }) =>
      // What is named outright counts, and fails where it must not be used.
      rank === "provider" || (refused === null && (rank !== "environment" || this.#isSet(name.slice("env:".length))))
    ) ?? null;
  }

  #whyNot({ name, rank }: CredentialChoice, winner: CredentialChoice | null): string {
    const isUnset = rank === "environment" && !this.#isSet(name.slice("env:".length));
    return isUnset || winner === null ? "it is not set" : `${winner.name} goes before it`;
  }

  /** What there is to say of a credential, without its value. */
  async #use(name: string, run: boolean): Promise<CredentialUse> {
    const { source, where } = this.#placeOf(name);
    if (source === "command" && !run && !this.#asked.has(askedOf(this.#source(name)))) {
      return { name, source, where, isPresent: null, hash: null, problem: null };
    }
    try {
      const hash = credentialHash(await this.get(name));
      return { name, source, where, isPresent: true, hash, problem: null };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { name, source, where, isPresent: false, hash: null, problem: error.message };
    }
  }

  #placeOf(name: string): Pick<CredentialUse, "source" | "where"> {
    if (this.#given(name) !== undefined) return { source: "given", where: "in code" };
    if (name.startsWith("env:")) return { source: "env", where: name.slice("env:".length) };
    const { env, file, command } = this.#source(name) ?? {};
    if (env !== undefined) return { source: "env", where: env };
    if (file !== undefined) return { source: "file", where: file };
    if (command !== undefined) return { source: "command", where: shownCommand(command) };
    return { source: "missing", where: "nowhere" };
  }

  async #valueOf(name: string): Promise<string> {
    const source = this.#source(name);
    if (source === undefined) throw this.#unknown(name);
    if (source.env !== undefined) return this.#variable(source.env, name);
    const key = askedOf(source);
    let value = this.#asked.get(key);
    if (value === undefined) this.#asked.set(key, value = this.#ask(source, name));
    return await value;
  }

  async #ask({ file, command }: CredentialSource, name: string): Promise<string> {
    const { env, run = runProgram, clock = systemClock, commandTimeoutMs = COMMAND_TIMEOUT_MS } = this.#options;
    if (command !== undefined) this.#assertTrusted(name);
    if (file !== undefined) return await readKeyFile(keyPath(file, { name, env }), { name, env });
    return await askCommand(command ?? [], { name, run, clock, timeoutMs: commandTimeoutMs });
  }

  #assertTrusted(name: string): void {
    const { untrusted } = this.#options;
    if (!Object.hasOwn(untrusted?.config.credentials ?? {}, name)) return;
    throw new UserError(
      `Cannot use the credential "${name}" as a command of ${
        untrusted!.path
      } would have to run for it, and the project ` +
        'is not trusted (look at it, then "tapedeck config trust" allows it, or set the credential up in your own file)',
      { exitCode: 2 },
    );
  }

  #variable(variable: string, name: string): string {
    if (!this.#isSet(variable)) {
      throw new UserError(`Cannot use the credential "${name}" as the environment variable ${variable} is not set`, {
        exitCode: 2,
      });
    }
    const from = `the environment variable ${variable}`;
    return keyText(this.#options.env(variable)!.trim(), { name, from });
  }

  #isSet(variable: string): boolean {
    return (this.#options.env(variable)?.trim() ?? "") !== "";
  }

  #given(name: string): string | Credential | undefined {
    const { given = {} } = this.#options;
    const key = name.replace(/^given:/, "");
    return Object.hasOwn(given, key) ? given[key] : undefined;
  }

  #source(name: string): CredentialSource | undefined {
    const { credentials = {} } = this.#options;
    return Object.hasOwn(credentials, name) ? credentials[name] : undefined;
  }

  #unknown(name: string): UserError {
    const names = namesOf(this.#options);
    const nearest = nearestName(name, names);
    const hint = nearest === null ? `tapedeck credential set ${name} sets it up` : `did you mean "${nearest}"?`;
    return new UserError(`Cannot use the credential as it is not set up (${hint}): current value is "${name}"`, {
      exitCode: 2,
    });
  }

  #kept(name: string, value: string, given: Credential = new Secret(name, value)): Credential {
    const kept = this.#secrets.get(name);
    if (kept?.value === value) return kept.secret;
    this.#secrets.set(name, { value, secret: given });
    this.#options.onSecret?.(given);
    return given;
  }
}

/** What two credentials that say the same share. */
function askedOf(source: CredentialSource | undefined): string {
  return JSON.stringify([source?.file ?? null, source?.command ?? null]);
}
