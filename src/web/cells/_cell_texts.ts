import type { CellDetail } from "../../report/cells/mod.ts";
import { answerJson } from "./_answer_card.tsx";
import { messageText } from "./_prompt_card.tsx";
import { bodyText, responseText } from "./_recorded_text.ts";

const NUMBERED = /^(message|request|response)-(\d{1,6})$/;

/** A part of a cell as the whole text that pages may cut; `null`: there is none of the name. */
export function cellText(detail: CellDetail, part: string): string | null {
  const { answer, expected, prompt, tries } = detail;
  if (part === "answer") return answer?.text ?? null;
  if (part === "answer-json") return answer === null ? null : answerJson(detail);
  if (part === "reasoning") return answer?.completion?.reasoning ?? null;
  if (part === "expected") return typeof expected === "string" ? expected : JSON.stringify(expected, null, 2);
  const [, kind, number] = NUMBERED.exec(part) ?? [];
  if (kind === "message") {
    const message = prompt?.messages[Number(number) - 1];
    return message === undefined ? null : messageText(message);
  }
  const entry = tries.find(({ row }) => row.try === Number(number))?.entry ?? null;
  if (entry === null || kind === undefined) return null;
  return kind === "request" ? bodyText(entry.record.request.body) : responseText(entry);
}
