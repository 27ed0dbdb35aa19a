import { UserError } from "../base/mod.ts";
import type { PreferenceSource } from "./preference_source.ts";

/** Modules that a configuration names: they are run. */
type ModuleSource = Pick<PreferenceSource, "config" | "untrusted">;

/**
 * The provider plugins of a configuration.
 * @throws {UserError} with exit code 2 when a project's file that is not trusted names some.
 */
export function pluginSpecifiers({ config, untrusted }: ModuleSource): readonly string[] {
  assertTrusted("plugins", untrusted?.config.plugins, untrusted);
  return config.plugins ?? [];
}

/**
 * The modules of a configuration with routing policies.
 * @throws {UserError} with exit code 2 when a project's file that is not trusted names some.
 */
export function policySpecifiers({ config, untrusted }: ModuleSource): readonly string[] {
  assertTrusted("policies", untrusted?.config.routing?.policies, untrusted);
  return config.routing?.policies ?? [];
}

function assertTrusted(what: string, named: readonly string[] = [], untrusted: ModuleSource["untrusted"]): void {
  if (untrusted === undefined || untrusted === null || named.length === 0) return;
  throw new UserError(
    `Cannot run the ${what} of ${untrusted.path} as they are code, and the project is not trusted (look at them, then ` +
      `"tapedeck config trust" allows it): current value is ${named.map((one) => `"${one}"`).join(", ")}`,
    { exitCode: 2 },
  );
}
