import { z } from "zod";

const MONEY_RULE = 'must be a decimal number in quotes, such as "0.15", not below 0: money is exact';

/** US dollars in a file. A TOML number would be rounded before anybody has seen it. */
export const moneySchema: z.ZodType<string> = z.string(MONEY_RULE).regex(
  /^\d+(\.\d+)?([eE][+-]?\d{1,3})?$/,
  MONEY_RULE,
);
