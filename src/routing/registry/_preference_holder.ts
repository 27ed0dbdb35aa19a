import { type ConfigFile, editConfig, mergeConfig, Preferences, type PreferenceSource } from "../../config/mod.ts";
import { UserError } from "../../base/mod.ts";

/** What the user prefers, with what code changes on top. */
export class PreferenceHolder {
  #source: PreferenceSource;
  #current: Preferences;
  readonly #path: string | null;

  /** `path` is the file that changes are kept in; `null`: there is none. */
  constructor(source: PreferenceSource, path: string | null) {
    this.#source = source;
    this.#path = path;
    this.#current = new Preferences(source);
  }

  get current(): Preferences {
    return this.#current;
  }

  /** Put a layer on top, which counts until the registry is closed. */
  change(config: ConfigFile): void {
    const { files } = this.#source;
    this.#source = {
      ...this.#source,
      config: mergeConfig(this.#source.config, config),
      files: [...files, { config, where: () => "code" }],
    };
    this.#current = new Preferences(this.#source);
  }

  /**
   * Keep changes in the file, which is given back.
   * @throws {UserError} when there is no file, or it cannot be written.
   */
  async save(edits: Parameters<typeof editConfig>[1]): Promise<string> {
    if (this.#path === null) {
      throw new UserError(
        "Cannot keep what is preferred as there is no file for it (TAPEDECK_CONFIG or HOME would say where): " +
          "current value is none",
        { exitCode: 2 },
      );
    }
    return (await editConfig(this.#path, edits)).path;
  }
}
