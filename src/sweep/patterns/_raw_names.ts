import type { Preferences } from "../../config/mod.ts";

/** What aliases and groups make of a name of models, with its patterns as they are. Names must not stand for themselves. */
export function rawNames(name: string, preferences: Preferences): string[] {
  const { aliases, groups = {} } = preferences.config;
  const models = aliases?.models ?? {};
  if (Object.hasOwn(models, name)) return rawNames(models[name], preferences);
  if (Object.hasOwn(groups, name)) return groups[name].flatMap((one) => rawNames(one, preferences));
  const cut = name.indexOf("@");
  if (cut <= 0) return [name];
  const provider = name.slice(cut + 1).replace(/^[^/]*/, (key) => preferences.providerName(key));
  return rawNames(name.slice(0, cut), preferences).map((one) => one.includes("@") ? one : `${one}@${provider}`);
}
