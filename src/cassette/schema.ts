import { z } from "zod";
import {
  type CassetteHeader,
  type DecisionRecord,
  FORMAT_VERSION,
  type Interaction,
  type TapeRecord,
} from "./interaction.ts";

const TIME = "RFC 3339, UTC";

const replaces = z.literal(true).describe(
  "The recordings of this key on the lines above no longer count: a later session recorded it anew",
);

const key = z.string().regex(/^key_[\w-]{32}$/).describe(
  'Hash of what was asked: "key_" and 32 characters of the base64url of a SHA-256. First on its line, without white space',
);

const headers = z.record(z.string(), z.string()).describe("Those on the list of what may be kept, by lower-case name");

const body = z.union([
  z.strictObject({ json: z.json() }).describe("Printing this value without white space gives the body's bytes"),
  z.strictObject({ text: z.string() }).describe("The body as UTF-8"),
  z.strictObject({ base64: z.base64() }).describe("A body that is no UTF-8"),
  z.null().describe("A body of no bytes"),
]);

const request = z.strictObject({
  method: z.string().regex(/^[A-Z][A-Z-]*$/),
  url: z.string().describe("With the endpoint's own name in braces in place of its base URL, where it has one"),
  headers,
  body,
}).describe("The request, redacted");

const response = z.strictObject({
  status: z.int().min(101).max(999),
  statusText: z.string(),
  url: z.string().optional().describe("Where redirects led to, written as the URL of a request"),
  headers,
  headersMs: z.number().min(0).describe("Milliseconds from the hand-over of the request to the headers"),
  cuts: z.array(z.tuple([z.int().min(0), z.number().min(0)]).readonly()).readonly().describe(
    "Where the chunks of the body begin (byte offset) and when they came (milliseconds from the hand-over)",
  ),
  bytes: z.int().min(0).optional().describe("How many bytes the body has"),
  reconstructed: z.literal(true).optional().describe("The body's bytes were made again from a parsed body"),
  body,
}).describe("The response, redacted; whole, or as far as it came where there is a failure beside it");

const failure = z.strictObject({
  kind: z.enum(["timeout", "connection", "reset", "aborted"]),
  message: z.string(),
  atMs: z.number().min(0).describe("Milliseconds from the hand-over"),
}).describe("What broke the call off");

const tokens = z.int().min(0).nullable();

const answered = z.strictObject({
  status: z.int().min(101).max(999),
  latencyMs: z.number().min(0).describe("Milliseconds from the hand-over to the last byte, or to the failure"),
  usage: z.strictObject({
    inputTokens: tokens,
    cacheReadTokens: tokens,
    cacheWriteTokens: tokens,
    outputTokens: tokens,
    reasoningTokens: tokens,
  }).nullable().describe("What the provider counted; null where nothing tells"),
  reportedCostUsd: z.string().nullable().describe("The cost as the provider reported it, in US dollars"),
}).describe("What the answer that was not kept is billed by");

const caller = z.strictObject({
  cell: z.string().optional(),
  try: z.int().min(1).optional().describe("From 1"),
  queueMs: z.number().min(0).optional().describe("How long the call waited for a permit of the caller's own limiter"),
  retryWaitMs: z.number().min(0).optional().describe(
    "How long it waited before this try because an earlier one failed",
  ),
  inFlight: z.int().min(1).optional().describe("Calls to the endpoint in flight at the hand-over, this one included"),
}).describe("What only the caller knew");

const header = z.strictObject({
  tapedeck: z.int().min(1).max(FORMAT_VERSION).describe("The version of this format"),
  created: z.iso.datetime().describe(TIME),
  recorder: z.string().describe("The program that made the file"),
  redaction: z.int().min(0).describe("The version of the redaction rules that the recordings went through"),
  ignore: z.array(z.string().regex(/^\//)).readonly().optional().describe(
    "JSON Pointers (RFC 6901) to fields of request bodies that do not count for the key",
  ),
  matcher: z.string().min(1).optional().describe(
    "The name of the function that made the bodies of the keys, which cannot be derived again without it",
  ),
}).describe("The first line");

const interaction = z.strictObject({
  key,
  replaces: replaces.optional(),
  kind: z.literal("http"),
  scope: z.string().optional().describe("Makes the key its caller's own: a cell and a try"),
  run: z.string().optional().describe("The run that recorded it"),
  endpoint: z.string().optional().describe(
    "The endpoint's name, which stands in the URL in place of its base URL, if it has one",
  ),
  at: z.iso.datetime().describe(`When the request was handed over: ${TIME}`),
  caller: caller.optional(),
  bound: z.record(z.string().regex(/^\//), z.string()).optional().describe(
    "Ids in the request that recorded answers made, by JSON Pointer, with what the key is derived from in their place",
  ),
  request,
  response: response.optional(),
  failure: failure.optional(),
  unrecordable: z.string().optional().describe("Why the answer was not kept; in place of response and failure"),
  answered: answered.optional(),
}).refine(hasOneEnd, "must have a response or a failure, or tell why the answer was not kept")
  .meta({
    description:
      "One recorded request with its response, its failure, both where the body broke off, or with neither " +
      "where the answer could not be kept",
    anyOf: [{ required: ["response"] }, { required: ["failure"] }, { required: ["unrecordable"] }],
  });

/** An answer that was kept, or what is known of one that was not: never both. */
function hasOneEnd(line: { response?: unknown; failure?: unknown; unrecordable?: unknown; answered?: unknown }) {
  const isKept = line.response !== undefined || line.failure !== undefined;
  return isKept ? line.unrecordable === undefined && line.answered === undefined : line.unrecordable !== undefined;
}

const decision = z.strictObject({
  key,
  replaces: replaces.optional(),
  kind: z.literal("decision"),
  scope: z.string().describe("What the decision is about"),
  name: z.string().describe("Which decision it is"),
  run: z.string().optional().describe("The run that decided"),
  at: z.iso.datetime().describe(`When it was decided: ${TIME}`),
  choice: z.json(),
  reason: z.string(),
}).describe("Something that depended on time or on other cells, decided once and read back by every replay");

/** The first line of a cassette. */
export const headerSchema: z.ZodType<CassetteHeader> = header;

/** Any line behind the first. */
export const recordSchema: z.ZodType<TapeRecord> = z.discriminatedUnion("kind", [interaction, decision]);

/** Any line of a cassette, for publishing. */
export const lineSchema: z.ZodType<CassetteHeader | TapeRecord> = z.xor([header, interaction, decision]).meta({
  title: "A line of a Tapedeck cassette",
  description: "A cassette is a file of UTF-8 JSON Lines: a header, then one interaction or decision a line, key first",
});

/** The annotations above say that what a schema lets through is of the type; these, that it lets all of the type through. */
type LetsThrough<Schema extends z.ZodType, _Type extends z.input<Schema>> = true;
/** Does not compile where a schema is narrower than its type. */
type _SchemasLetTypesThrough = [
  LetsThrough<typeof header, CassetteHeader>,
  LetsThrough<typeof interaction, Interaction>,
  LetsThrough<typeof decision, DecisionRecord>,
];
