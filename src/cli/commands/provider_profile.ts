import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { DEFAULT_PROFILE, editConfig, looksLikeSecret } from "../../config/mod.ts";
import type { OpenedCredentials } from "../../routing/mod.ts";
import { commandCredentials, userFile } from "../_command_credentials.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

/** Chooses whose keys are used. */
export const providerProfile = defineCommand({
  name: "provider profile",
  summary: "Choose whose keys are used: work, personal",
  description:
    "Providers are called with the credential provider/NAME from now on, where there is one, and otherwise as " +
    "they would be without: `tapedeck credential list` shows with which. It is kept in your own configuration. " +
    "TAPEDECK_CREDENTIAL_PROFILE chooses one for a single command.",
  args: [{ name: "NAME", description: `The profile: work; ${DEFAULT_PROFILE} is that of keys without another one` }],
  flags: z.strictObject({}),
  examples: [{ line: "tapedeck provider profile work", does: "Call OpenAI with openai/work, and so on" }],
  async run({ io }, { args: [name] }) {
    if (looksLikeSecret(name) || !/^[^\s/@:*]+$/.test(name)) {
      throw new UserError('Cannot choose this profile as it must be a name without blanks, "/", "@", ":" and "*"', {
        exitCode: 2,
      });
    }
    const path = userFile(await commandCredentials(io, "provider profile"));
    await editConfig(path, [{ path: ["defaults", "credential_profile"], value: name }]);
    const opened = await commandCredentials(io, "provider profile");
    const used = usedOf(name, opened);
    const overruled = overruling(name, opened, io);
    return {
      text: [
        `profile ${name} (${path})\n`,
        ...Object.entries(used).map(([provider, credential]) => `${provider} is called with ${credential}\n`),
        ...(Object.keys(used).length === 0
          ? [`No credential has this profile yet: tapedeck credential set PROVIDER/${name}\n`]
          : []),
        ...(overruled === null ? [] : [`note: ${overruled}\n`]),
      ].join(""),
      document: { profile: name, config: path, credentials: used, note: overruled },
    };
  },
});

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
