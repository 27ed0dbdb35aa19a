import { UserError } from "../base/mod.ts";
import { parseToml } from "./parse_toml.ts";
import { editToml } from "./toml/mod.ts";

/** The step from one version of the file's format to the next one. */
export interface ConfigMigration {
  /** The version that it leads to; it begins at the one before. */
  readonly to: number;
  /** For people: `says which version of the format the file has`. */
  readonly does: string;
  /** The file's text in the new version. Its comments and its order stay; `version` is set afterwards. */
  migrate(toml: string): string;
}

/** All steps there are, the oldest first. A file without `version` is of version 0. */
export const CONFIG_MIGRATIONS: readonly ConfigMigration[] = [
  { to: 1, does: "says which version of the format the file has", migrate: (toml) => toml },
];

/** What came of {@linkcode migrateConfig}. */
export interface MigratedConfig {
  /** The text in the current version. */
  readonly text: string;
  /** The version that it had; 0 where it named none. */
  readonly from: number;
  /** The current version. */
  readonly to: number;
  /** What was done, step by step; empty where it was current already. */
  readonly steps: readonly string[];
}

/** Options of {@linkcode migrateConfig}. */
export interface MigrateConfigOptions {
  /** The file's path, for messages. */
  readonly path: string;
  /** The steps; {@linkcode CONFIG_MIGRATIONS} unless given. */
  readonly migrations?: readonly ConfigMigration[];
}

/**
 * The text of a configuration file in the current version of the format. Comments and order stay.
 *
 * @throws {UserError} with exit code 2 when it is no TOML, or of a later version than this one.
 */
export function migrateConfig(toml: string, options: MigrateConfigOptions): MigratedConfig {
  const { path, migrations = CONFIG_MIGRATIONS } = options;
  const to = migrations.length;
  const from = versionOf(toml, path);
  if (from > to) {
    throw new UserError(
      `Cannot use the configuration ${path} as its format is of a later Tapedeck, which knows more than this one ` +
        `(up to version ${to}): current value is version ${from}`,
      { exitCode: 2 },
    );
  }
  let text = toml;
  const steps: string[] = [];
  for (const migration of migrations.slice(from)) {
    text = editToml(migration.migrate(text), [{ path: ["version"], value: migration.to }]);
    steps.push(migration.does);
  }
  return { text, from, to, steps };
}

/** What is no whole number from 1 is left for the schema to refuse. */
function versionOf(toml: string, path: string): number {
  const { version } = parseToml(toml, path, "configuration");
  return Number.isSafeInteger(version) && version as number >= 1 ? version as number : version === undefined ? 0 : 1;
}
