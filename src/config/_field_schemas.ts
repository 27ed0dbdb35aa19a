import { z } from "zod";
import { isTable, parseAge } from "../base/mod.ts";
import type { RawTable } from "./config_file.ts";
import { looksLikeSecret } from "./secret_shapes.ts";

/** What zod is told beside a message where the value must not be repeated, as it is probably a key. */
const HIDDEN = { hidden: true };

const ENV_RULE = "must be the NAME of an environment variable, in capitals, and never the key itself";
const CREDENTIAL_RULE = 'must be the name of a credential, "provider/profile", and never the key itself';
const AGE_RULE = 'must be an age such as "45m", "6h" or "1d"';
const MODEL_RULE = 'must be a model, "author/slug[:variant]"';
const ENDPOINT_RULE = 'must be "author/slug[:variant]@provider[/tag]"';
const NAME_RULE = 'must be a name without blanks, "/", "@", ":" and "*"';

/** Text that is not empty. */
export const text: z.ZodString = z.string().min(1);
/** A list of texts, none of them empty. */
export const texts: z.ZodArray<z.ZodString> = z.array(text);
/** From 0 to 1. */
export const share: z.ZodNumber = z.number().min(0).max(1);
/** Milliseconds, at least one. */
export const ms: z.ZodInt = z.int().min(1);

/** A name that can stand behind the @ of an endpoint's key. */
export const name: z.ZodString = z.string().regex(/^[^\s/@:*]+$/, NAME_RULE);
/** `author/slug[:variant]` */
export const modelKey: z.ZodString = z.string().regex(/^[^\s/@:]+\/[^\s/@:]+(?::[^\s/@:]+)?$/, MODEL_RULE);
/** `model@provider[/tag]` */
export const endpointKey: z.ZodString = z.string().regex(
  /^[^\s/@:]+\/[^\s/@:]+(?::[^\s/@:]+)?@[^\s/@:]+(?:\/[^\s/@:]+)*$/,
  ENDPOINT_RULE,
);
/** `6h` */
export const age: z.ZodString = z.string().refine((given) => parseAge(given) !== null, AGE_RULE);
/** `openai/work`; what is none is not repeated. */
export const credentialName: z.ZodString = unrepeated(/^[^\s/@:]+\/[^\s/@:]+$/, CREDENTIAL_RULE);
/** `OPENAI_API_KEY`; what is none is not repeated. */
export const envName: z.ZodString = unrepeated(/^[A-Z_][A-Z0-9_]*$/, ENV_RULE);

function unrepeated(pattern: RegExp, rule: string): z.ZodString {
  return z.string().refine((given) => pattern.test(given) && !looksLikeSecret(given), { error: rule, params: HIDDEN });
}

/** Where a server is. Parts that often carry a key are refused without being repeated. */
export const baseUrl: z.ZodString = z.string().superRefine((given, context) => {
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    context.addIssue("must be a URL that starts with http:// or https://");
  } else if (url.username + url.password + url.search + url.hash !== "") {
    const message = "must have no user name, password, query or fragment: keys come by credentials";
    context.addIssue({ code: "custom", message, params: HIDDEN });
  }
});

/** A table of parameters: `readParameters` says what is wrong with it. */
export const parameterTable: z.ZodType<RawTable> = z.custom<RawTable>(() => true);
/** A price: `readPrice` says what is wrong with it. */
export const priceTable: z.ZodType<RawTable> = z.custom<RawTable>(isTable, "must be a table");
