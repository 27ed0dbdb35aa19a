import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../../base/mod.ts";
import type { RoutingPolicy } from "../../spec/mod.ts";
import { definePolicy } from "./define_policy.ts";

/** Two letters at least, as `C:` is a drive. */
const URL_START = /^[a-z][a-z0-9+.-]+:/i;

/** Where {@linkcode loadPolicy} looks. */
export interface LoadPolicyOptions {
  /** The folder that a path begins in; the working directory unless given. */
  readonly folder?: string;
}

/**
 * A routing policy from outside: the default export of a module, or the one that is named `policy`. The module is run,
 * with the permissions of the process.
 *
 * `specifier` is a path (`./my_policy.ts`), a URL, or an `npm:` or `jsr:` specifier.
 * @throws {UserError} when the module cannot be loaded or exports no policy; the message says which.
 */
export async function loadPolicy(specifier: string, { folder = "." }: LoadPolicyOptions = {}): Promise<RoutingPolicy> {
  const exported = await importModule(specifier, folder);
  const policy = exported.default ?? exported.policy;
  if (policy === undefined) {
    const names = Object.keys(exported);
    throw new UserError(
      `Cannot load the routing policy as its module has no default export and none named "policy": current value is ${
        names.length === 0 ? "no export at all" : names.join(", ")
      } in ${specifier}`,
      { exitCode: 2 },
    );
  }
  try {
    return definePolicy(policy as RoutingPolicy);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${specifier}: ${error.message}`, { exitCode: 2, cause: error });
  }
}

async function importModule(specifier: string, folder: string): Promise<{ readonly [name: string]: unknown }> {
  try {
    const path = isAbsolute(specifier) ? specifier : resolve(folder, specifier);
    return await import(URL_START.test(specifier) ? specifier : pathToFileURL(path).href);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0].replace(/\.$/, "");
    throw new UserError(
      `Cannot load the routing policy as its module fails: ${reason}: current value is "${specifier}"`,
      { exitCode: 2, cause: error },
    );
  }
}
