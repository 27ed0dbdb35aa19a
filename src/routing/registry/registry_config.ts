/** What a registry takes of a configuration, under the names of the file. */
export interface RegistryConfig {
  readonly providers?: {
    readonly [name: string]: {
      readonly kind?: string | undefined;
      readonly base_url?: string | undefined;
      readonly wire?: string | undefined;
      readonly enabled?: boolean | undefined;
    };
  } | undefined;
}
