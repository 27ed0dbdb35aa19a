import {
  CredentialAudit,
  credentialAuditPath,
  credentialSettings,
  CredentialStore,
  type KeyedProvider,
  loadConfig,
  type LoadedConfig,
  pluginSpecifiers,
  Preferences,
  type ProgramRunner,
} from "../../config/mod.ts";
import { loadProvider } from "../../provider/mod.ts";
import type { Clock, Credential, ProviderAdapter } from "../../spec/mod.ts";
import { customEndpoints, providerInstances } from "../registry/mod.ts";

/** Options of {@linkcode openCredentials}. */
export interface OpenCredentialsOptions {
  /** The folder that the search for the project's configuration begins in, as an absolute path. */
  readonly cwd: string;
  /** Looks environment variables up. */
  readonly env: (name: string) => string | undefined;
  /** Times commands, and dates what is kept. */
  readonly clock: Clock;
  /** What runs, for the log: `credential test`. */
  readonly command: string;
  /** Told of every secret that was had. */
  readonly onSecret?: (secret: Credential) => void;
  /** Told once when the log cannot be written. */
  readonly onProblem?: (message: string) => void;
  /** Runs the commands of password managers; as processes of this machine unless given. */
  readonly run?: ProgramRunner;
}

/** A provider, or an endpoint of the user's own, that a credential can be of. */
export interface CredentialPlace {
  /** How its key is looked up. */
  readonly keyed: KeyedProvider;
  /** The row or the plugin that it is of. */
  readonly kind: ProviderAdapter;
  /** Whether a file says anything of it. */
  readonly isGiven: boolean;
}

/** The user's credentials, with whatever they are of. */
export interface OpenedCredentials {
  /** The files. */
  readonly loaded: LoadedConfig;
  /** Where the keys come from. */
  readonly store: CredentialStore;
  /** Who used them; flush it at the end. */
  readonly audit: CredentialAudit;
  /** All that they can be of: providers of the files, of the table, of plugins, and endpoints of the user's own. */
  readonly places: readonly CredentialPlace[];
}

/**
 * What the user has set up of credentials. The files are read, and no key yet.
 *
 * @throws {UserError} when a file cannot be read or is not valid.
 */
export async function openCredentials(options: OpenCredentialsOptions): Promise<OpenedCredentials> {
  const { cwd, env, clock, command, onSecret, onProblem, run } = options;
  const loaded = await loadConfig({ cwd, env });
  const { config } = loaded;
  const preferences = new Preferences(loaded);
  const plugins = await Promise.all(pluginSpecifiers(loaded).map(loadProvider));
  const instances = providerInstances({ preferences, plugins });
  const own = customEndpoints({ preferences, plugins, instances }, clock.date().toISOString())
    .filter((_, i) => config.endpoints?.[i].credential !== undefined);
  return {
    loaded,
    store: new CredentialStore({
      ...credentialSettings(loaded, env),
      env,
      clock,
      ...(onSecret === undefined ? {} : { onSecret }),
      ...(run === undefined ? {} : { run }),
    }),
    audit: new CredentialAudit({
      path: credentialAuditPath({ env, config }),
      command,
      clock,
      ...(onProblem === undefined ? {} : { onProblem }),
    }),
    places: [
      ...instances.map(({ keyed, kind, name }) => ({
        keyed,
        kind,
        isGiven: Object.hasOwn(config.providers ?? {}, name),
      })),
      ...own.map(({ instance: { keyed, kind } }) => ({ keyed, kind, isGiven: true })),
    ],
  };
}
