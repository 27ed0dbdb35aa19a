/**
 * The cells of a run: lists of them, all of one, and what can be done with it: rating its answer, saving its parameters.
 * @module
 */
export { cellRoutes } from "./cell_routes.tsx";
export { SaveProfileForm, type SaveProfileFormProps } from "./save_profile_form.tsx";
