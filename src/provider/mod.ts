/**
 * Who answers: the wire formats that providers speak, as pure functions.
 * @module
 */
export { assistantMessage } from "./assistant_message.ts";
export { endpointOf, type EndpointOptions } from "./endpoint_of.ts";
export { findProvider } from "./find_provider.ts";
export { openaiChat } from "./openai_chat/mod.ts";
export { providerLenses } from "./provider_lenses.ts";
export { providerRows } from "./table/mod.ts";
export { wireFormat } from "./wire_format.ts";
