import type { Dialect, JsonObject, ProviderKey, ReasoningPart } from "../../spec/mod.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { takesReasoningObject } from "./_reasoning.ts";
import { detailOf } from "./_reasoning_details.ts";
import { extraContent } from "./_signature.ts";

/** What a turn of the model that goes back is written with. */
export interface TurnContext {
  readonly dialect: Dialect;
  readonly provider: ProviderKey;
  /** Whether the provider wants its signatures back: Gemini's OpenAI door. */
  readonly signs: boolean;
  readonly unsupported: UnsupportedFields;
}

/** What a model thought in an earlier turn, as fields of the message. */
export function thoughtsToWire(parts: readonly ReasoningPart[], context: TurnContext): JsonObject {
  const wire: JsonObject = {};
  const plain: ReasoningPart[] = [];
  const details: JsonObject[] = [];
  for (const part of parts) {
    const detail = takesReasoningObject(context.dialect) ? detailOf(part) : null;
    if (detail === null) plain.push(part);
    else details.push(detail);
  }
  if (details.length > 0) wire.reasoning_details = details;
  return plain.length === 0 ? wire : { ...wire, ...plainToWire(plain, context) };
}

function plainToWire(parts: readonly ReasoningPart[], { dialect, signs, unsupported }: TurnContext): JsonObject {
  const text = parts.map((part) => part.text).join("");
  const signature = signs ? parts.find((part) => part.signature !== undefined)?.signature : undefined;
  for (const part of parts) tellRest(part, { isSigned: part.signature === signature, unsupported });
  if (signs) {
    if (text !== "") unsupported.add("reasoning", "the provider takes the signature alone");
    return signature === undefined ? {} : extraContent(signature);
  }
  if (dialect.refuses.includes("reasoning_content")) {
    unsupported.add("reasoning_content", "the provider does not take it");
    return {};
  }
  // An empty text is one that some servers demand, but not in the place of what cannot be said.
  const isHidden = text === "" && parts.some((part) => part.redacted !== undefined || part.signature !== undefined);
  return isHidden ? {} : { [dialect.renames.reasoning_content ?? "reasoning_content"]: text };
}

/** What a thought has beside its text, and cannot take along. */
export function tellRest(
  { signature, redacted, extra }: Omit<ReasoningPart, "type" | "text">,
  { isSigned, unsupported }: { readonly isSigned: boolean; readonly unsupported: UnsupportedFields },
): void {
  if (signature !== undefined && !isSigned) {
    unsupported.add("signature", "only the provider that made it takes it back");
  }
  if (redacted !== undefined) unsupported.add("redacted", "only the provider that encrypted it can read it");
  if (extra !== undefined && Object.keys(extra).length > 0) {
    unsupported.add("extra", "nothing stands beside the text of a thought");
  }
}
