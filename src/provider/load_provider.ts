import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../base/mod.ts";
import type { ProviderAdapter } from "../spec/mod.ts";
import { defineProvider } from "./define_provider.ts";

/** Two letters at least, as `C:` is a drive. */
const URL_START = /^[a-z][a-z0-9+.-]+:/i;

/**
 * A provider from outside: the default export of a module, or the one that is named `provider`. The module is run, with
 * the permissions of the process.
 *
 * `specifier` is a path (`./cellar.ts`, from the working directory), a URL, or an `npm:` or `jsr:` specifier.
 * @throws {UserError} when the module cannot be loaded or exports no provider; the message says which.
 */
export async function loadProvider(specifier: string): Promise<ProviderAdapter> {
  const exported = await importModule(specifier);
  const provider = exported.default ?? exported.provider;
  if (provider === undefined) {
    const names = Object.keys(exported);
    throw new UserError(
      `Cannot load the provider as its module has no default export and none named "provider": current value is ${
        names.length === 0 ? "no export at all" : names.join(", ")
      } in ${specifier}`,
      { exitCode: 2 },
    );
  }
  try {
    return defineProvider(provider as ProviderAdapter);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${specifier}: ${error.message}`, { exitCode: 2, cause: error });
  }
}

async function importModule(specifier: string): Promise<{ readonly [name: string]: unknown }> {
  try {
    return await import(moduleUrl(specifier));
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0].replace(/\.$/, "");
    throw new UserError(`Cannot load the provider as its module fails: ${reason}: current value is "${specifier}"`, {
      exitCode: 2,
      cause: error,
    });
  }
}

function moduleUrl(specifier: string): string {
  if (URL_START.test(specifier)) return specifier;
  return pathToFileURL(isAbsolute(specifier) ? specifier : resolve(specifier)).href;
}
