import { SecretFinder, toLatin1 } from "../../src/base/mod.ts";
import { main } from "../../src/cli/main.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo, type TestIoOptions } from "./_test_io.ts";

/** What a command came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A home directory with a project in it, in which commands run. */
export interface Home {
  readonly path: string;
  readonly project: string;
  /** Its configuration file. */
  readonly config: string;
  run(args: readonly string[], options?: TestIoOptions): Promise<Ran>;
  /** Where a text stands in any spelling, in any file below; folders and file names count too. */
  traces(secret: string): string[];
  [Symbol.dispose](): void;
}

export function tempHome(): Home {
  const dir = tempDir();
  const project = `${dir.path}/project`;
  Deno.mkdirSync(project);
  return {
    path: dir.path,
    project,
    config: `${dir.path}/.config/tapedeck/config.toml`,
    async run(args, options = {}) {
      const io = testIo({ cwd: project, ...options, env: { HOME: dir.path, ...options.env } });
      return { code: await main(args, io), ...io.written };
    },
    traces: (secret) => tracesIn(dir.path, new SecretFinder([secret])),
    [Symbol.dispose]: () => dir[Symbol.dispose](),
  };
}

/** Whether a text has a secret in any spelling. */
export function spells(text: string, secret: string): boolean {
  return new SecretFinder([secret]).ranges(toLatin1(text)).length > 0;
}

function tracesIn(folder: string, finder: SecretFinder): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory, isFile }) => {
    const path = `${folder}/${name}`;
    const text = isFile ? new TextDecoder("latin1").decode(Deno.readFileSync(path)) : "";
    return [
      ...finder.ranges(text).length + finder.ranges(toLatin1(name)).length > 0 ? [path] : [],
      ...isDirectory ? tracesIn(path, finder) : [],
    ];
  });
}
