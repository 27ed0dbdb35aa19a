import { z } from "zod";
import { nearestName, UserError } from "../../base/mod.ts";
import { DEFAULT_PROFILE, editConfig, looksLikeSecret } from "../../config/mod.ts";
import type { OpenedCredentials } from "../../routing/mod.ts";
import { commandCredentials, userFile } from "../_command_credentials.ts";
import { type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

/** Shows or chooses whose keys are used. */
export const providerProfile = defineCommand({
  name: "provider profile",
  summary: "Show whose keys are used, or choose: work, personal",
  description:
    "Providers are called with the credential provider/NAME from now on, where there is one, and otherwise as " +
    "they would be without: `tapedeck credential list` shows with which. It is kept in your own configuration. " +
    "TAPEDECK_CREDENTIAL_PROFILE chooses one for a single command.",
  args: [{
    name: "NAME",
    description:
      `The profile: work; ${DEFAULT_PROFILE} is that of keys without another one. Without it what holds is shown`,
    default: "",
  }],
  flags: z.strictObject({}),
  examples: [
    { line: "tapedeck provider profile", does: "What holds, and who is called with which key" },
    { line: "tapedeck provider profile work", does: "Call OpenAI with openai/work, and so on" },
  ],
  async run({ io }, { args: [name] }) {
    if (name === "") return shown(await commandCredentials(io, "provider profile"), io);
    if (looksLikeSecret(name) || !/^[^\s/@:*]+$/.test(name)) {
      throw new UserError('Cannot choose this profile as it must be a name without blanks, "/", "@", ":" and "*"', {
        exitCode: 2,
      });
    }
    const path = userFile(await commandCredentials(io, "provider profile"));
    await editConfig(path, [{ path: ["defaults", "credential_profile"], value: name }]);
    const opened = await commandCredentials(io, "provider profile");
    return report({ name, where: path, note: overruling(name, opened, io) }, opened);
  },
});

/** The profile that holds, and where that is said. */
function shown(opened: OpenedCredentials, { env }: Io): CommandResult {
  const variable = env("TAPEDECK_CREDENTIAL_PROFILE");
  if (variable) return report({ name: variable, where: "TAPEDECK_CREDENTIAL_PROFILE", note: null }, opened);
  const { config, originOf } = opened.loaded;
  const origin = originOf(["defaults", "credential_profile"]);
  const name = config.defaults?.credential_profile ?? DEFAULT_PROFILE;
  return report({ name, where: origin === null ? null : `${origin.path}:${origin.line}`, note: null }, opened);
}

function report(
  { name, where, note }: { readonly name: string; readonly where: string | null; readonly note: string | null },
  opened: OpenedCredentials,
): CommandResult {
  const used = usedOf(name, opened);
  return {
    text: [
      `profile ${name} (${where ?? "as it is unless one is chosen"})\n`,
      ...Object.entries(used).map(([provider, credential]) => `${provider} is called with ${credential}\n`),
      ...(Object.keys(used).length === 0 ? [noneText(name, opened)] : []),
      ...(note === null ? [] : [`note: ${note}\n`]),
    ].join(""),
    document: { profile: name, config: where, credentials: used, note },
  };
}

/** That nobody has a key of the profile, which may be a typing mistake. */
function noneText(name: string, { loaded }: OpenedCredentials): string {
  const names = Object.keys(loaded.config.credentials ?? {}).map((one) => one.slice(one.indexOf("/") + 1));
  const near = nearestName(name, new Set(names));
  const hint = near === null || near === name ? "" : ` (did you mean "${near}"?)`;
  return `No credential has this profile yet${hint}: tapedeck credential set PROVIDER/${name}\n`;
}

/** Which providers are called with a credential of the profile. */
function usedOf(profile: string, { store, places }: OpenedCredentials): { [provider: string]: string } {
  const chosen = places.map(({ keyed }) => [keyed.name, store.choose(keyed)] as const);
  return Object.fromEntries(
    chosen.filter((one): one is [string, string] => one[1]?.endsWith(`/${profile}`) === true),
  );
}

/** What goes before the choice; `null`: nothing does. */
function overruling(name: string, { loaded }: OpenedCredentials, { env }: Io): string | null {
  const variable = env("TAPEDECK_CREDENTIAL_PROFILE");
  if (variable && variable !== name) return `TAPEDECK_CREDENTIAL_PROFILE is ${variable}, and goes before it`;
  const origin = loaded.originOf(["defaults", "credential_profile"]);
  if (origin?.role !== "project" || loaded.config.defaults?.credential_profile === name) return null;
  return `${origin.path} chooses ${loaded.config.defaults?.credential_profile}, and goes before it here`;
}
