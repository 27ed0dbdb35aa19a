import type { ConfigFile } from "../../config/mod.ts";

/** What a configuration says, under the names of its file. */
export type RegistryConfig = ConfigFile;

/** What a configuration says of one provider. */
export type ProviderConfig = NonNullable<ConfigFile["providers"]>[string];
