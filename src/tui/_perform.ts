import { formatCount } from "../base/mod.ts";
import { ProfileExistsError } from "../routing/mod.ts";
import type { PickerServices, WatchedRun } from "./picker_services.ts";
import type { Effect, Message } from "./state/mod.ts";

/** What effects are carried out with. */
export interface PerformOptions {
  /** What answers. */
  readonly services: PickerServices;
  /** Ends with the session. */
  readonly signal: AbortSignal;
  /** A run that begins now. */
  readonly watched: () => WatchedRun;
}

/** Effects that are answered from outside; the others are the session's own. */
export type Question = Exclude<Effect, { readonly do: "end" | "stop" }>;

/** Carry an effect out; what comes of it is a message. */
export async function perform(effect: Question, { services, signal, watched }: PerformOptions): Promise<Message> {
  switch (effect.do) {
    case "find": {
      const { ticket, query, provider } = effect;
      return { got: "models", ticket, models: await services.find({ query, provider }) };
    }
    case "providers":
      return { got: "providers", ...await services.providers() };
    case "probe":
      await services.probe(signal);
      return { got: "probed" };
    case "endpoints": {
      const { model } = effect;
      const got = async (): Promise<Message> => ({
        got: "endpoints",
        model,
        records: await services.endpoints(model, signal),
      });
      return await orElse(got, (why) => ({ got: "no_endpoints", model, why }));
    }
    case "refresh":
      return await orElse(
        async () => ({ got: "refreshed", ...await services.refresh(signal) }),
        (text) => ({ got: "refreshed", text, failed: true }),
      );
    case "cost": {
      const { ticket, asked } = effect;
      return await orElse(
        async () => ({ got: "cost", ticket, cost: await services.cost(asked) }),
        (why) => ({ got: "no_cost", ticket, why }),
      );
    }
    case "run":
      return await orElse(
        async () => ({ got: "run_ended", ...await services.run(effect.asked, watched()) }),
        (why) => ({ got: "run_failed", why }),
      );
    default:
      return await kept(effect, services);
  }
}

/** What the user prefers. */
async function kept(
  effect: Exclude<Question, { readonly do: "find" | "providers" | "probe" | "endpoints" | "refresh" | "cost" | "run" }>,
  services: PickerServices,
): Promise<Message> {
  switch (effect.do) {
    case "keep_selection": {
      const { selected } = effect;
      await services.keepSelection(selected);
      return {
        got: "done",
        text: `Kept: of these models, no others than ${formatCount(selected.length, "endpoint")}.`,
      };
    }
    case "free_selection":
      await services.freeSelection(effect.model);
      return { got: "done", text: `Any endpoint of ${effect.model} may be asked.` };
    case "profiles":
      return { got: "profiles", model: effect.model, profiles: await services.profiles(effect.model) };
    case "save_profile":
      return await orExists(async () => {
        return { got: "profile_saved", profile: await services.saveProfile(effect), isKept: effect.isKept };
      });
    case "delete_profile":
      await services.deleteProfile(effect.name);
      return { got: "profiles_changed", text: `${effect.name} is deleted.` };
    case "default_profile":
      await services.defaultProfile(effect.name);
      return { got: "profiles_changed", text: `${effect.name} is used where no profile is named.` };
    case "keep_variant": {
      return await orExists(async () => {
        const path = await services.keepVariant(effect.kept);
        return { got: "profiles_changed", text: `${effect.kept.name} is kept in ${path}.` };
      });
    }
  }
}

async function orExists(work: () => Promise<Message>): Promise<Message> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProfileExistsError) return { got: "profile_exists", name: error.profile };
    throw error;
  }
}

async function orElse(work: () => Promise<Message>, failed: (why: string) => Message): Promise<Message> {
  try {
    return await work();
  } catch (error) {
    return failed(messageOf(error));
  }
}

/** What an error says to people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
