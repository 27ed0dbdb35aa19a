import { z } from "zod";
import { nearestName, UserError } from "../../base/mod.ts";
import { credentialsFolder, dropKey, editConfig, keyFile } from "../../config/mod.ts";
import { commandCredentials, credentialName, keptPath } from "../_command_credentials.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

/** Removes a credential. */
export const credentialRemove = defineCommand({
  name: "credential remove",
  summary: "Forget a key: its entry in the configuration, and the file it was kept in",
  description:
    "Files of your own, variables and password managers stay as they are. Asks first unless --yes is given. " +
    "The key itself stays valid: who has had it can use it until the provider revokes it.",
  args: [{ name: "NAME", description: "The credential: openai/work" }],
  flags: z.strictObject({
    yes: z.boolean().default(false).meta({ alias: "y", description: "Do not ask" }),
  }),
  examples: [{ line: "tapedeck credential remove openai/work", does: "Forget it" }],
  async run({ io }, { args: [given], flags: { yes } }) {
    const name = credentialName(given);
    const { loaded } = await commandCredentials(io, "credential remove");
    const files = loaded.files.filter(({ config }) => Object.hasOwn(config.credentials ?? {}, name)).map(({ path }) =>
      path
    );
    const folder = credentialsFolder({ env: io.env });
    const kept = folder === null ? null : keyFile(folder, name);
    const isKept = kept !== null && await Deno.lstat(kept).then(() => true, () => false);
    if (files.length === 0 && !isKept) throw unknown(name, Object.keys(loaded.config.credentials ?? {}));
    const gone = [...files.map((path) => `its entry in ${path}`), ...isKept ? [`the file ${keptPath(io, kept!)}`] : []];
    if (!yes && !await isAgreed(io, `Remove ${name}: ${gone.join(" and ")}?`)) {
      return { text: "Nothing was removed.\n", document: { name, removed: [] }, exitCode: 1 };
    }
    for (const path of files) await editConfig(path, [{ path: ["credentials", name] }]);
    if (isKept) await dropKey(folder!, name);
    return { text: `${name}: removed ${gone.join(" and ")}\n`, document: { name, removed: gone } };
  },
});

function unknown(name: string, names: readonly string[]): UserError {
  const nearest = nearestName(name, names);
  return new UserError(
    `Cannot remove the credential as it is not set up: current value is "${name}"` +
      (nearest === null ? "" : ` (did you mean "${nearest}"?)`),
    { exitCode: 2 },
  );
}

/** Whether somebody at the terminal says yes. */
async function isAgreed(io: Io, question: string): Promise<boolean> {
  if (!io.stdin.isTerminal) {
    throw new UserError("Cannot ask whether to remove it as nobody is at the terminal: --yes says so", { exitCode: 2 });
  }
  io.stderr.write(`${question} [y/N] `);
  const answer = await io.stdin.read();
  return answer !== null && /^y(es)?$/i.test(new TextDecoder().decode(answer).trim());
}
