/**
 * The picker: models, endpoints and parameters chosen in the terminal, and swept.
 * @module
 */
export type { Frame, Line, Size, Span, Tone } from "./frame.ts";
export { inkFace, type InkFaceOptions } from "./ink_face.ts";
export type { Key, KeyName } from "./key.ts";
export { KEY_TABLE } from "./key_table.ts";
export { onKey } from "./on_key.ts";
export type { FaceListener, PickerFace } from "./picker_face.ts";
export type { PickerServices } from "./picker_services.ts";
export { render } from "./render.ts";
export { type PickerResult, runPicker, type RunPickerOptions } from "./run_picker.ts";
export { update } from "./update.ts";
export { registryServices, type RegistryServicesParts, type SweepSettings } from "./services/mod.ts";
