import { loadConfig, Preferences } from "../config/mod.ts";

/** What the project prefers that a folder is in: its `tapedeck.toml`, which is looked for from there upwards. */
export async function projectPreferences(cwd: string): Promise<Preferences> {
  // Without variables there is no home to find a user's file in.
  return Preferences.ofProject(await loadConfig({ cwd, env: () => undefined }));
}
