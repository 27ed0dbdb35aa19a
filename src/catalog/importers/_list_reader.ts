import type { JsonValue, ModelPage, ModelPageFacts } from "../../spec/mod.ts";

/** Reads one page of one provider's list: lenient, total, pure. */
export type ListReader = (page: JsonValue, facts: ModelPageFacts) => ModelPage;
