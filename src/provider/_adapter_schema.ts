import { z } from "zod";
import { UserError } from "../base/mod.ts";
import { embeddingFormat } from "./embeddings/mod.ts";
import { wireFormat } from "./wire_format.ts";

const FUNCTION = z.custom<(...args: never[]) => unknown>(
  (value) => typeof value === "function",
  "must be a function",
);

const ORIGIN_RULE = "must be an http or https URL without a path or a slash at its end";
const origin = z.string(ORIGIN_RULE).refine(
  (text) => /^https?:/.test(text) && URL.parse(text)?.origin === text,
  ORIGIN_RULE,
);
const PATH_RULE = 'must be empty or begin with a slash and not end with one: "/v1"';
const basePath = z.string(PATH_RULE).regex(/^(\/[^/?#]+)*$/, PATH_RULE);
const URL_RULE = 'must begin with a slash, or be a whole URL: "/models"';
const listUrl = z.string(URL_RULE).regex(/^(\/|https?:\/\/)/, URL_RULE);
const HEADER_RULE = "must be the name of a header in lower case";
const headerName = z.string(HEADER_RULE).regex(/^[a-z0-9-]+$/, HEADER_RULE);
const ENV_RULE = "must be the name of an environment variable, in capitals";
const texts = z.record(z.string(), z.string());
const count = z.int().min(1).optional();

const auth = z.strictObject({ header: headerName, prefix: z.string() });

const SHAPE_RULE = "must be a regular expression without anchors and without groups that capture";
const keyShape = z.strictObject({
  name: z.string().min(1),
  prefix: z.string().min(1),
  pattern: z.string(SHAPE_RULE).refine(isOpenPattern, SHAPE_RULE),
  example: z.string(),
}).superRefine(({ prefix, pattern, example }, { addIssue }) => {
  if (!example.includes(prefix)) {
    addIssue({ code: "custom", path: ["example"], message: `must have the prefix "${prefix}" in it` });
  }
  if (isOpenPattern(pattern) && !new RegExp(`^(?:${pattern})$`).test(example)) {
    addIssue({ code: "custom", path: ["example"], message: "must match the pattern as a whole" });
  }
});

const format = z.looseObject({
  name: z.string().min(1),
  authorize: FUNCTION,
  toWire: FUNCTION,
  fromWire: FUNCTION,
  fromRequest: FUNCTION,
  follow: FUNCTION.optional(),
});

const client = z.looseObject({ name: z.string().min(1), call: FUNCTION, readAnswer: FUNCTION });

const embeddingFunctions = z.looseObject({
  name: z.string().min(1),
  authorize: FUNCTION,
  toWire: FUNCTION,
  fromWire: FUNCTION,
});

const EMBEDDINGS_RULE = "must be null, the name of a format of embeddings, or a format with its functions";
const embeddings = z.unknown().superRefine((value, { addIssue }) => {
  const problem = typeof value === "string"
    ? unknownName(value, embeddingFormat)
    : value === null || embeddingFunctions.safeParse(value).success
    ? null
    : EMBEDDINGS_RULE;
  if (problem !== null) addIssue({ code: "custom", message: problem });
});

/**
 * What an adapter must be, checked at run time, as plugins come without types. `own` is the name of its own format; what
 * a client of its own speaks may be called anything.
 */
export function adapterSchema({ own, hasClient }: { readonly own: unknown; readonly hasClient: boolean }) {
  const wire = z.string().superRefine((name, { addIssue }) => {
    const problem = name === own ? null : unknownName(name, wireFormat);
    if (problem !== null) addIssue({ code: "custom", message: problem });
  });
  return z.strictObject({
    version: z.literal(1, "must be 1, the one version of this type that there is"),
    key: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case letters, digits and hyphens"),
    name: z.string().min(1),
    origin: origin.nullable(),
    defaultOrigin: origin.optional(),
    basePath,
    wire: hasClient ? z.string().min(1) : wire,
    format: format.optional(),
    client: client.optional(),
    doors: z.array(z.strictObject({ wire, basePath, auth: auth.nullish() })),
    auth: auth.nullable(),
    keyEnv: z.array(z.string(ENV_RULE).regex(/^[A-Z_][A-Z0-9_]*$/, ENV_RULE)),
    headers: z.record(headerName, z.string()).optional(),
    models: z.strictObject({
      url: listUrl,
      query: texts.optional(),
      needsKey: z.boolean(),
      read: z.union([z.string().min(1), FUNCTION], "must be the name of a reader or a function"),
      lifetimeMs: z.int().min(1),
    }).nullable(),
    health: z.strictObject({ url: listUrl, method: z.enum(["GET", "HEAD"]), needsKey: z.boolean() }).nullable(),
    limits: z.strictObject({
      requestsPerMinute: count,
      requestsPerDay: count,
      tokensPerMinute: count,
      concurrency: count,
    }),
    dialect: z.strictObject({ renames: texts, refuses: z.array(z.string()) }),
    modelIds: z.union([z.enum(["key", "slug"]), FUNCTION], 'must be "key", "slug" or a function').optional(),
    embeddings,
    keyShapes: z.array(keyShape),
    errors: z.looseObject({ refusal: FUNCTION, streamError: FUNCTION }),
    quirks: z.array(z.string().min(1)),
  });
}

/** Whether a pattern can stand within a larger one. */
function isOpenPattern(pattern: string): boolean {
  try {
    return new RegExp(`${pattern}|`).exec("")!.length === 1 && !/(^|[^\\[])[\^$]/.test(pattern);
  } catch {
    return false;
  }
}

function unknownName(name: string, find: (name: string) => unknown): string | null {
  try {
    find(name);
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.replace(/^.*? as it /, "").replace(/: current value is "[^"]*"/, "");
  }
}
