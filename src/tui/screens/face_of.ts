import type { Screen } from "../state/mod.ts";
import { helpScreen } from "./help_screen.ts";
import { inspectScreen } from "./inspect_screen.ts";
import { modelsScreen } from "./models/mod.ts";
import { providersScreen } from "./providers_screen.ts";
import { keepScreen } from "./keep_screen.ts";
import { profileFormScreen } from "./profile_form_screen.ts";
import { profilesScreen } from "./profiles_screen.ts";
import { resultsScreen } from "./results_screen.ts";
import { runScreen } from "./run_screen.ts";
import { sweepScreen } from "./sweep_screen.ts";
import type { ScreenFace } from "./screen_face.ts";

const FACES: { readonly [is in Screen["is"]]: ScreenFace<Extract<Screen, { is: is }>> } = {
  models: modelsScreen,
  help: helpScreen,
  inspect: inspectScreen,
  providers: providersScreen,
  profiles: profilesScreen,
  profile_form: profileFormScreen,
  sweep: sweepScreen,
  run: runScreen,
  results: resultsScreen,
  keep: keepScreen,
};

/** How a screen looks, and what keys do there. */
export function faceOf({ is }: Screen): ScreenFace<Screen> {
  // Each face is asked about screens of its own kind alone.
  return FACES[is] as unknown as ScreenFace<Screen>;
}
