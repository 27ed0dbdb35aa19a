import { UserError } from "../../base/mod.ts";
import { deleteProfile, listProfiles, loadConfig, Preferences, PRESETS } from "../../config/mod.ts";
import { openLedger } from "../../ledger/mod.ts";
import { variantParameters } from "../../sweep/mod.ts";
import type { PickerServices } from "../picker_services.ts";
import type { RegistryServicesParts } from "./registry_services.ts";

/** What the picker asks about profiles. */
export function profileServices(
  { registry, cwd, env, sweep }: RegistryServicesParts,
): Pick<PickerServices, "profiles" | "saveProfile" | "deleteProfile" | "defaultProfile" | "keepVariant"> {
  const loaded = () => loadConfig({ cwd, env });
  return {
    // The files, and not what the registry holds: what was deleted from them is gone.
    profiles: async (model) => listProfiles(new Preferences(await loaded()), model),
    async saveProfile({ name, parameters, isKept }) {
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
    async keepVariant({ name, runId, endpoint, label, model }) {
      await using ledger = await openLedger(sweep.ledgerPath);
      const parameters = await variantParameters(ledger, { runId, label, endpoint });
      const path = await registry.saveProfile(name, parameters, { save: true, ...(model === null ? {} : { model }) });
      return path!;
    },
  };
}
