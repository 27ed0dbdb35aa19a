import { Preferences } from "../../config/mod.ts";
import { aliasCommand } from "../_alias_command.ts";

/** Short names of models. */
export const modelAlias = aliasCommand({
  section: "models",
  noun: "model",
  description:
    "An alias stands wherever a model id may: for a model, an endpoint, a group or another alias. It is looked up when it " +
    "is used, so that a sweep that names it follows it.",
  examples: [
    { line: "tapedeck model alias fast openai/gpt-4o-mini", does: "Set one" },
    { line: "tapedeck model alias", does: "List all" },
    { line: "tapedeck model alias fast --remove", does: "Take it back" },
  ],
  check({ name, target }, { config }) {
    const aliases = { ...config.aliases, models: { ...config.aliases?.models, [name]: target } };
    Preferences.of({ ...config, aliases }).models([name], []);
  },
});
