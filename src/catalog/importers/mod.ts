/**
 * Readers of providers' lists of models and endpoints: each lenient, each with its units converted.
 * @module
 */
export { modelPageReaders, readModelPage } from "./read_model_page.ts";
