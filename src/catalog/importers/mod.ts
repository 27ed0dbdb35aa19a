/**
 * Readers of providers' lists of models and endpoints: each lenient, each with its units converted.
 * @module
 */
export { type EndpointPage, readEndpointList } from "./read_endpoint_list.ts";
export { modelPageReaders, readModelPage } from "./read_model_page.ts";
export { readOllamaShow } from "./read_ollama_show.ts";
