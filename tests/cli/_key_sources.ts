/** A key that no file and no output may have, with all that is escaped somewhere. */
export const KEY = 'sk-canary-0123456789/abc+def"GHI';

export interface Source {
  /** Under the credential's section. */
  readonly toml: string;
  readonly env?: { readonly [name: string]: string };
}

/** Where the key is; the files outside of the home directory are not Tapedeck's. */
export const SOURCES: { readonly [name: string]: (folder: string) => Source } = {
  env: () => ({ toml: 'env = "BOX_KEY"', env: { BOX_KEY: KEY } }),
  file: (folder) => {
    Deno.writeTextFileSync(`${folder}/key`, `${KEY}\n`, { mode: 0o600 });
    return { toml: `file = "${folder}/key"` };
  },
  command: (folder) => {
    Deno.writeTextFileSync(`${folder}/key`, `${KEY}\n`, { mode: 0o600 });
    Deno.writeTextFileSync(`${folder}/vault`, `#!/bin/sh\ncat ${folder}/key\necho "read $(cat ${folder}/key)" >&2\n`, {
      mode: 0o700,
    });
    return { toml: `command = ["${folder}/vault"]` };
  },
};
