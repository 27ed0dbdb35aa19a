import { nearestName, UserError } from "../../base/mod.ts";
import { rowNames } from "../../provider/mod.ts";
import { aliasCommand } from "../_alias_command.ts";

/** Short names of providers. */
export const providerAlias = aliasCommand({
  section: "providers",
  noun: "provider",
  description: "An alias stands behind the @ of an endpoint's key: openai/gpt-4o@or.",
  examples: [
    { line: "tapedeck provider alias or openrouter", does: "Set one" },
    { line: "tapedeck provider alias", does: "List all" },
    { line: "tapedeck provider alias or --remove", does: "Take it back" },
  ],
  check({ name, target }, { config }) {
    const known = [...Object.keys(config.providers ?? {}), ...rowNames()];
    if (known.includes(name)) {
      throw new UserError(`Cannot give the alias as a provider has this name: current value is "${name}"`, {
        exitCode: 2,
      });
    }
    // What plugins bring is not known before they run.
    if (known.includes(target) || (config.plugins ?? []).length > 0) return;
    const nearest = nearestName(target, known);
    const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
    throw new UserError(`Cannot give the alias as there is no such provider${hint}: current value is "${target}"`, {
      exitCode: 2,
    });
  },
});
