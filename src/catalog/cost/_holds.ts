import type { PriceOverride } from "../../spec/mod.ts";

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const DAY_MINUTES = 1440;
const TIME = /^([01]\d|2[0-4]):([0-5]\d)$/;

/** Whether something holds, or what one would have to know to tell. */
export type Held = true | false | "inputTokens" | "at" | "condition";

/** Whether all conditions of an override hold. One that fails decides, whatever else is unknown. */
export function holds(override: PriceOverride, inputTokens: number | null, at: Date | null): Held {
  const other = override.unknownCondition ? "condition" : true;
  const answers: readonly Held[] = [longEnough(override, inputTokens), withinWindow(override, at), other];
  return answers.find((answer) => answer === false) ?? answers.find((answer) => answer !== true) ?? true;
}

function longEnough({ minPromptTokens }: PriceOverride, inputTokens: number | null): Held {
  if (minPromptTokens === undefined) return true;
  return inputTokens === null ? "inputTokens" : inputTokens > minPromptTokens;
}

function withinWindow({ utcStart, utcEnd, utcDays }: PriceOverride, at: Date | null): Held {
  if (utcStart === undefined && utcEnd === undefined && utcDays === undefined) return true;
  if (at === null) return "at";
  const start = utcStart === undefined ? 0 : minutesOf(utcStart);
  const end = utcEnd === undefined ? DAY_MINUTES : minutesOf(utcEnd);
  const now = at.getUTCHours() * 60 + at.getUTCMinutes();
  const today = at.getUTCDay();
  if (start < end) return now >= start && now < end && isAmong(utcDays, today);
  // Past midnight: what is left of the window that began yesterday, or the one that begins today.
  return (now < end && isAmong(utcDays, (today + 6) % 7)) || (now >= start && isAmong(utcDays, today));
}

function isAmong(days: readonly string[] | undefined, day: number): boolean {
  return days === undefined || days.includes(DAYS[day]);
}

function minutesOf(text: string): number {
  const match = TIME.exec(text);
  const minutes = match === null ? NaN : Number(match[1]) * 60 + Number(match[2]);
  if (!(minutes <= DAY_MINUTES)) {
    throw new RangeError(`Cannot read a time of day as it is not from 00:00 to 24:00: current value is "${text}"`);
  }
  return minutes;
}
