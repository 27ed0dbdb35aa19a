import { z } from "zod";

// HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/): what a document must have; fields of one's own begin with
// an underscore.
const pair = z.looseObject({ name: z.string(), value: z.string() });
const cookie = z.looseObject({ name: z.string(), value: z.string() });
const ms = z.number().min(-1);
const bytes = z.int().min(-1);

const request = ownFields(
  z.looseObject({
    method: z.string().min(1),
    url: z.url(),
    httpVersion: z.string().min(1),
    cookies: z.array(cookie),
    headers: z.array(pair),
    queryString: z.array(pair),
    postData: ownFields(
      z.looseObject({ mimeType: z.string(), text: z.string().optional(), params: z.array(z.unknown()).optional() }),
      ["mimeType", "text", "params", "comment"],
    ).optional(),
    headersSize: bytes,
    bodySize: bytes,
  }),
  ["method", "url", "httpVersion", "cookies", "headers", "queryString", "postData", "headersSize", "bodySize"],
);

const response = ownFields(
  z.looseObject({
    status: z.int().min(0).max(599),
    statusText: z.string(),
    httpVersion: z.string().min(1),
    cookies: z.array(cookie),
    headers: z.array(pair),
    content: z.strictObject({
      size: bytes,
      compression: z.int().optional(),
      mimeType: z.string(),
      text: z.string().optional(),
      encoding: z.literal("base64").optional(),
    }),
    redirectURL: z.string(),
    headersSize: bytes,
    bodySize: bytes,
  }),
  ["status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize", "bodySize"],
);

const timings = z.strictObject({
  blocked: ms,
  dns: ms,
  connect: ms,
  ssl: ms,
  send: z.number().min(0),
  wait: z.number().min(0),
  receive: z.number().min(0),
});

const entry = ownFields(
  z.looseObject({
    startedDateTime: z.iso.datetime(),
    time: z.number().min(0),
    request,
    response,
    cache: z.strictObject({}),
    timings,
  }),
  ["startedDateTime", "time", "request", "response", "cache", "timings"],
)
  .refine(({ time, timings }) => {
    const sum = Object.values(timings as { [name: string]: number }).reduce((sum, part) => sum + Math.max(0, part), 0);
    return Math.abs((time as number) - sum) < 0.002;
  }, "the time is the sum of the timings");

/** A HAR 1.2 document. */
export const harSchema: z.ZodType = z.strictObject({
  log: ownFields(
    z.looseObject({
      version: z.literal("1.2"),
      creator: z.strictObject({ name: z.string().min(1), version: z.string().min(1) }),
      pages: z.array(z.unknown()).optional(),
      entries: z.array(entry),
      comment: z.string().optional(),
    }),
    ["version", "creator", "pages", "entries", "comment"],
  ),
});

/** Whatever HAR does not name begins with an underscore. */
function ownFields<T extends z.ZodType>(schema: T, names: readonly string[]) {
  return schema.refine(
    (value) => Object.keys(value as object).every((name) => names.includes(name) || name.startsWith("_")),
    "has a field that is neither HAR's nor marked as one's own",
  );
}
