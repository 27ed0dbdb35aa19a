import { delimiter, isAbsolute, join, relative } from "node:path";
import type { ConfigFile } from "./config_file.ts";

/**
 * Whether the user has allowed what the project's file in a folder says: `[trust] projects` of their own file, or the
 * variable `TAPEDECK_TRUST`, names the folder or one above it. Links are followed on both sides.
 */
export async function isTrustedFolder(
  folder: string,
  { own, env }: { readonly own: ConfigFile; readonly env: (name: string) => string | undefined },
): Promise<boolean> {
  const home = env("HOME") || env("USERPROFILE");
  const named = [...own.trust?.projects ?? [], ...(env("TAPEDECK_TRUST") ?? "").split(delimiter)];
  const absolute = named.map((one) => /^~[/\\]/.test(one) && home ? join(home, one.slice(2)) : one).filter(isAbsolute);
  if (absolute.length === 0) return false;
  const real = await realPath(folder);
  const allowed = await Promise.all(absolute.map(realPath));
  return real !== null && allowed.some((one) => one !== null && isWithin(real, one));
}

/** `null`: there is nothing there, or it may not be looked at. */
async function realPath(path: string): Promise<string | null> {
  return await Deno.realPath(path).catch(() => null);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (!isAbsolute(way) && way.split(/[/\\]/, 1)[0] !== "..");
}
