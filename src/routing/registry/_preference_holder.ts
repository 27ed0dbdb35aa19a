import { type ConfigFile, mergeConfig, Preferences, type PreferenceSource } from "../../config/mod.ts";

/** What the user prefers, with what code changes on top. */
export class PreferenceHolder {
  #source: PreferenceSource;
  #current: Preferences;

  constructor(source: PreferenceSource) {
    this.#source = source;
    this.#current = new Preferences(source);
  }

  get current(): Preferences {
    return this.#current;
  }

  /** Put a layer on top, which counts until the registry is closed. */
  change(config: ConfigFile): void {
    const { files } = this.#source;
    this.#source = {
      config: mergeConfig(this.#source.config, config),
      files: [...files, { config, where: () => "code" }],
    };
    this.#current = new Preferences(this.#source);
  }
}
