import { UserError } from "../../base/mod.ts";
import { deleteProfile, listProfiles, loadConfig, Preferences, PRESETS } from "../../config/mod.ts";
import { openLedger } from "../../ledger/mod.ts";
import { ProfileExistsError } from "../../routing/mod.ts";
import type { ModelKey } from "../../spec/mod.ts";
import { variantParameters } from "../../sweep/mod.ts";
import type { PickerServices } from "../picker_services.ts";
import type { RegistryServicesParts } from "./registry_services.ts";

/** What the picker asks about profiles. */
export function profileServices(
  { registry, cwd, env, sweep }: RegistryServicesParts,
): Pick<PickerServices, "profiles" | "saveProfile" | "deleteProfile" | "defaultProfile" | "keepVariant"> {
  const loaded = () => loadConfig({ cwd, env });
  // By the files, as with all profiles here.
  const assertFree = async (name: string, model: ModelKey | null) => {
    const { config } = await loaded();
    const profiles = model === null ? config.profiles : config.models?.[model]?.profiles;
    if (profiles !== undefined && Object.hasOwn(profiles, name)) throw new ProfileExistsError(name, model);
  };
  return {
    // The files, and not what the registry holds: what was deleted from them is gone.
    profiles: async (model) => listProfiles(new Preferences(await loaded()), model),
    async saveProfile({ name, parameters, isKept, replaces }) {
      if (isKept && !replaces) await assertFree(name, null);
      await registry.saveProfile(name, parameters, { save: isKept });
      return { name, isDefault: false, isPreset: PRESETS.has(name), parameters, where: [] };
    },
    async deleteProfile(name) {
      const origin = (await loaded()).originOf(["profiles", name]);
      if (origin !== null) return void await deleteProfile(name, { path: origin.path });
      const why = PRESETS.has(name) ? "it ships with Tapedeck" : "no file has it for all models";
      throw new UserError(`Cannot delete the profile as ${why}: current value is "${name}"`, { exitCode: 2 });
    },
    defaultProfile: (name) => registry.setDefaultProfile(name, { save: true }),
    async keepVariant({ name, runId, endpoint, label, model, replaces }) {
      if (!replaces) await assertFree(name, model);
      await using ledger = await openLedger(sweep.ledgerPath);
      const parameters = await variantParameters(ledger, { runId, label, endpoint });
      const path = await registry.saveProfile(name, parameters, { save: true, ...(model === null ? {} : { model }) });
      return path!;
    },
  };
}
