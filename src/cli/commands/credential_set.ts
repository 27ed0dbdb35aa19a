import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import {
  credentialsFolder,
  type CredentialSource,
  CredentialStore,
  dropKey,
  editConfig,
  keepKey,
  looksLikeSecret,
} from "../../config/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import { commandCredentials, credentialName, keptPath, userFile } from "../_command_credentials.ts";
import { readSecret } from "../_read_secret.ts";
import { shellWords } from "../_shell_words.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const flags = z.strictObject({
  file: z.string().optional().meta({ placeholder: "PATH", description: "A file of yours that has it, mode 0600" }),
  env: z.string().optional().meta({ placeholder: "VAR", description: "The environment variable that has it" }),
  command: z.boolean().default(false).describe("The words behind NAME are a program that prints it, and its arguments"),
});

/** Keeps a key, or where it is to be had. */
export const credentialSet = defineCommand({
  name: "credential set",
  summary: "Keep a key under a name, or say where it is to be had",
  description:
    "NAME is provider/profile; openai is openai/default. Without a flag the key is typed, and nothing of it " +
    "shows, or piped in; it is kept in a file that only you may read, beside your configuration. It is never an argument " +
    "of the command line, where every process of the machine could read it.",
  args: [
    { name: "NAME", description: "The credential: openai/work" },
    { name: "WORD", description: "With --command: the program and its arguments", default: "", many: true },
  ],
  flags,
  examples: [
    { line: "tapedeck credential set openai/work", does: "Type the key, unseen" },
    { line: "tapedeck credential set openai/work < key.txt", does: "Pipe it in" },
    { line: "tapedeck credential set openai/ci --env OPENAI_CI_KEY", does: "It stands in a variable" },
    {
      line: "tapedeck credential set openai/work --command op read op://Work/OpenAI/key",
      does: "Of a password manager",
    },
  ],
  async run({ io }, { args: [given, ...words], flags }) {
    const name = credentialName(given);
    const named = sourceOf(io, { ...flags, words: words.filter((word) => word !== "") });
    const opened = await commandCredentials(io, "credential set");
    const path = userFile(opened);
    const folder = credentialsFolder({ env: io.env });
    const source = named ?? await typedSource(io, { name, folder });
    await checked(io, { name, source });
    const { file, env, command } = source;
    await editConfig(
      path,
      Object.entries({ file, env, command }).map(([key, value]) => ({ path: ["credentials", name, key], value })),
    );
    if (named !== null && folder !== null) await dropKey(folder, name);
    const document: JsonObject = { name, ...source as JsonObject, config: path };
    return { text: `${name}: ${whereText(source)}\n${await useText(io, name)}`, document };
  },
});

/** Where the flags say that it is; `null`: it is typed. */
function sourceOf(
  io: Io,
  { file, env, command, words }: z.infer<typeof flags> & { readonly words: readonly string[] },
): CredentialSource | null {
  const wrong = (reason: string) => new UserError(`Cannot set the credential as ${reason}`, { exitCode: 2 });
  if ([file !== undefined, env !== undefined, command].filter((is) => is).length > 1) {
    throw wrong("it is had from one place: --file, --env or --command");
  }
  // What stands there could be the key.
  if (words.length > 0 && !command) {
    throw wrong("a key is typed or piped in, and never an argument of the command line");
  }
  if ([file ?? "", env ?? "", ...words].some(looksLikeSecret)) {
    throw wrong(
      "what was given looks like the key itself, which is typed or piped in: it may be in your shell's history now",
    );
  }
  if (command && words.length === 0) throw wrong("--command needs the program and its arguments behind the name");
  if (env !== undefined && !/^[A-Z_][A-Z0-9_]*$/.test(env)) {
    throw wrong("--env must be the NAME of a variable, in capitals");
  }
  if (file !== undefined) return { file: keptPath(io, file) };
  if (env !== undefined) return { env };
  return command ? { command: words } : null;
}

async function typedSource(
  io: Io,
  { name, folder }: { readonly name: string; readonly folder: string | null },
): Promise<CredentialSource> {
  if (folder === null) {
    throw new UserError("Cannot keep the key as there is no folder for settings: current value is HOME not set");
  }
  const value = await readSecret(io, `Key for ${name} (it does not show): `);
  return { file: keptPath(io, await keepKey(folder, { name, value })) };
}

/** A file is read at once, so that its rights can be mended; commands are run and variables read when they are wanted. */
async function checked(
  io: Io,
  { name, source }: { readonly name: string; readonly source: CredentialSource },
): Promise<void> {
  if (source.file === undefined) return;
  const onSecret = io.secrets.add.bind(io.secrets);
  await new CredentialStore({ credentials: { [name]: source }, env: io.env, onSecret }).get(name);
}

function whereText({ file, env, command }: CredentialSource): string {
  if (file !== undefined) return `the file ${file}`;
  return env !== undefined ? `the variable ${env}` : `the command ${shellWords(command ?? [])}`;
}

/** Whether a provider is called with it from now on, and else how it could be. */
async function useText(io: Io, name: string): Promise<string> {
  const { store, places } = await commandCredentials(io, "credential set");
  const users = places.filter(({ keyed }) => store.choose(keyed) === name).map(({ keyed }) => keyed.name);
  if (users.length > 0) return `${users.join(", ")} ${users.length === 1 ? "is" : "are"} called with it.\n`;
  const [provider, profile] = name.split("/");
  return `No provider is called with it yet: \`tapedeck provider profile ${profile}\` chooses the profile, ` +
    `credential = "${name}" under [providers.${provider}] chooses it for one provider.\n`;
}
