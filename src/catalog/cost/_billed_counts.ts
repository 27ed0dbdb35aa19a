import type { Usage } from "../../spec/mod.ts";
import type { CostPartName, MissingFact } from "./detailed_cost.ts";
import type { RateName } from "./_rates_at.ts";

/** How many of something are paid at one rate; `null`: not told, and `missing` is what would tell. */
export interface BilledCount {
  readonly name: CostPartName;
  readonly rate: RateName;
  readonly count: number | null;
  readonly missing: MissingFact;
}

/**
 * What a call is billed by. Counts of a part (cached, reasoning, sound, images, searches) that the provider does not
 * tell are none: the part is then in the whole, at the rate of the whole.
 */
export function billedCounts(usage: Usage, images: number | null): BilledCount[] {
  const { details = {} } = usage;
  const input = splitInput(usage);
  const written1h = Math.min(details.cacheWrite1hTokens ?? 0, input.written);
  const sound = Math.min(details.audioInputTokens ?? 0, input.plain ?? Infinity);
  const output = splitOutput(usage);
  const ofInput = (name: CostPartName, rate: RateName, count: number | null): BilledCount => ({
    name,
    rate,
    count,
    missing: "inputTokens",
  });
  const ofOutput = (name: CostPartName, rate: RateName, count: number | null): BilledCount => ({
    name,
    rate,
    count,
    missing: "outputTokens",
  });
  return [
    ofInput("input", "inputUsd", input.plain === null ? null : input.plain - sound),
    ofInput("cacheRead", "cacheReadUsd", input.read),
    ofInput("cacheWrite", "cacheWriteUsd", input.written - written1h),
    ofInput("cacheWrite1h", "cacheWrite1hUsd", written1h),
    ofInput("audioInput", "audioInputUsd", sound),
    ofOutput("output", "outputUsd", output.plain),
    ofOutput("reasoning", "reasoningUsd", output.reasoning),
    ofOutput("audioOutput", "audioOutputUsd", output.sound),
    ofOutput("imageOutput", "imageOutputUsd", output.images),
    ofInput("request", "requestUsd", 1),
    ofInput("image", "imageUsd", details.images ?? images ?? 0),
    { name: "webSearch", rate: "webSearchUsd", count: details.webSearches ?? 0, missing: "webSearchUsd" },
  ];
}

/**
 * Input tokens by what is paid for them. Where more was read and written than there is input, the same tokens were read
 * from one cache and written to another: they are paid for twice, and only what is in neither is plain input.
 */
function splitInput(usage: Usage): { plain: number | null; read: number; written: number } {
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  if (inputTokens === null) return { plain: null, read: cacheReadTokens ?? 0, written: cacheWriteTokens ?? 0 };
  const read = Math.min(cacheReadTokens ?? 0, inputTokens);
  const written = Math.min(cacheWriteTokens ?? 0, inputTokens);
  const cached = read + written > inputTokens ? Math.max(read, written) : read + written;
  return { plain: inputTokens - cached, read, written };
}

/** Output tokens by what is paid for them: the parts are taken out of the whole as long as there is some of it. */
function splitOutput(
  { outputTokens, reasoningTokens, details = {} }: Usage,
): { plain: number | null; reasoning: number; sound: number; images: number } {
  let left = outputTokens ?? Infinity;
  const take = (count: number | null | undefined) => {
    const taken = Math.min(count ?? 0, left);
    left -= taken;
    return taken;
  };
  const images = take(details.imageOutputTokens);
  const sound = take(details.audioOutputTokens);
  const reasoning = take(reasoningTokens);
  return { plain: outputTokens === null ? null : left, reasoning, sound, images };
}
