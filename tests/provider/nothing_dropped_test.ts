/**
 * What a request asks for is in the body or is told: whatever can be taken out of a request without a change in what
 * goes out, and without a change in the warnings, was dropped without a word.
 */
import fc from "fast-check";
import { fail } from "@std/assert";
import { callOptions } from "../../src/provider/ai_sdk/_call_options.ts";
import { wireFormats } from "../../src/provider/mod.ts";
import type { ChatRequest, Endpoint, JsonObject, WireFormat } from "../../src/spec/mod.ts";
import { anyChatRequest } from "./arbitrary_chat.ts";
import { endpointFor } from "./endpoints.ts";

type Path = readonly (string | number)[];
type Node = { [name: string]: unknown };

/** A place in a request that says something. */
interface Site {
  readonly path: Path;
  /** What stands there: `.messages.user.content.text.extra`. */
  readonly kind: string;
  readonly value: unknown;
}

const FIXED = new Set([
  "messages",
  "stream",
  "role",
  "type",
  "text",
  "url",
  "wire",
  "value",
  "id",
  "toolCallId",
  "arguments",
]);
/** What stands in a list, of which each element says something by itself. */
const LISTS = new Set(["messages", "tools", "toolCalls", "content"]);

function sitesOf(request: ChatRequest): Site[] {
  const sites: Site[] = [];
  const visit = (value: unknown, path: Path, kind: string) => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value as Node)) {
      const at = [...path, name];
      if (LISTS.has(name) && Array.isArray(inner)) {
        for (const [i, element] of inner.entries()) {
          const { role, type } = element as Node;
          const inside = `${kind}.${name}.${role ?? type ?? "one"}`;
          if (name !== "messages") sites.push({ path: [...at, i], kind: inside, value: element });
          visit(element, [...at, i], inside);
        }
      } else if (!FIXED.has(name) && name !== "content" && name !== "name" && name !== "parameters") {
        sites.push({ path: at, kind: `${kind}.${name}`, value: inner });
        if (name === "responseFormat") visit(inner, at, `${kind}.${name}`);
      } else if (name === "name" && "role" in value) sites.push({ path: at, kind: `${kind}.name`, value: inner });
    }
  };
  visit(request, [], "");
  return sites;
}

/** The request without what stands at some places. */
function without(request: ChatRequest, sites: readonly Site[]): ChatRequest {
  const copy = structuredClone(request) as unknown as Node;
  const holes = new Set<unknown[]>();
  for (const { path } of sites) {
    let place: Node | unknown[] | undefined = copy;
    for (const step of path.slice(0, -1)) place = (place as Node | undefined)?.[step] as Node | undefined;
    const last = path.at(-1)!;
    if (place === undefined) continue;
    delete (place as Node)[last];
    if (Array.isArray(place)) holes.add(place);
  }
  for (const list of holes) list.splice(0, list.length, ...list.filter(() => true));
  return copy as unknown as ChatRequest;
}

/** Values that ask for nothing: what is left out means the same. */
function isNothing({ kind, value }: Site): boolean {
  const name = kind.slice(kind.lastIndexOf(".") + 1);
  const node = value as Node;
  switch (name) {
    case "toolChoice":
      return value === "auto";
    case "parallelToolCalls":
      return value === true;
    case "detail":
      return value === "auto";
    case "name":
      return value === "";
    case "strict":
    case "isError":
      return value === false;
    case "text":
      return node.text === "";
    case "reasoning":
      return node.text === "" && isEmpty(node.extra) && node.redacted === undefined && node.signature === undefined;
    case "native":
      return Object.keys(node.value as Node).length === 0;
    case "responseFormat":
      return node.type === "text";
    default:
      return typeof value === "object" && value !== null && Object.keys(value).length === 0;
  }
}

function isEmpty(extra: unknown): boolean {
  return Object.keys(extra ?? {}).length === 0;
}

/** As far as this file asks for them. */
type Writer = Pick<WireFormat, "name" | "toWire">;

/** What a model of the AI SDK is called with, in the place of a body. */
const aiSdk: Writer = {
  name: "ai-sdk",
  toWire: (request) => {
    const { options, warnings } = callOptions(request, "v4");
    return { method: "POST", path: "", headers: {}, body: options as JsonObject, warnings };
  },
};

for (const wire of [...wireFormats, aiSdk]) {
  Deno.test(`${wire.name} drops nothing without a word`, () => {
    const endpoint = endpointFor(wire.name);
    fc.assert(
      fc.property(anyChatRequest, (request) => {
        const sites = sitesOf(request);
        for (const site of sites) {
          if (isNothing(site) || isHarmless(site, request, wire.name)) continue;
          const others = sites.filter((other) => nameOf(other) === nameOf(site) && !isWithin(site, other));
          const alone = without(request, others);
          const place = sitesOf(alone).find((other) => nameOf(other) === nameOf(site));
          if (place === undefined) throw new Error(`lost ${site.kind}`);
          const around = sitesOf(alone).find((other) =>
            other.path.length < place.path.length && isWithin(place, other)
          );
          if (around !== undefined && bodyOf(wire, alone) === bodyOf(wire, without(alone, [around]))) continue;
          if (sent(wire, alone, endpoint) === sent(wire, without(alone, [place]), endpoint)) {
            fail(`${site.kind} was dropped: ${JSON.stringify(site.value)}`);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
}

/** Sites of one name may be told in one warning. */
function nameOf({ kind }: Site): string {
  return kind.split(".").slice(/\.one$/.test(kind) ? -2 : -1).join(".");
}

/** Whether a site stands within another one, or is that. */
function isWithin({ path }: Site, other: Site): boolean {
  return other.path.every((step, i) => path[i] === step);
}

/** Formats in which a result belongs to its call by the id alone. */
const PAIRS_BY_ID = ["anthropic-messages", "cohere-chat"];
/** Formats whose answers have the text of the reasoning always. */
const TELLS_REASONING = ["cohere-chat", "ollama-chat"];

/** What the format does anyway, and what another field of the same request says already. */
function isHarmless({ kind, value, path }: Site, request: ChatRequest, wire: string): boolean {
  const { reasoningEffort: effort, reasoningBudgetTokens: budget, reasoningText: text, tools = [], toolChoice } =
    request;
  const isOff = budget === 0 || effort === "none";
  switch (kind) {
    case ".reasoningEffort":
      return value === "none" && budget === 0;
    case ".reasoningBudgetTokens":
      return value === 0 ? effort === "none" : value === -1 && (text === true || (effort ?? "none") !== "none");
    case ".reasoningText":
      if (value === true) return isOff || TELLS_REASONING.includes(wire);
      return isOff || (effort === undefined && budget === undefined);
    case ".parallelToolCalls":
      return tools.length === 0 || toolChoice === "none";
    // A name is a label alone, and who takes a schema without the word holds the model to it.
    case ".responseFormat.name":
    case ".responseFormat.strict":
      return true;
    case ".messages.tool.name":
      return PAIRS_BY_ID.includes(wire);
    case ".messages.assistant.content.reasoning.signature": {
      // What is redacted is its own proof.
      const part = path.slice(0, -1).reduce<unknown>((node, step) => (node as Node)[step], request);
      return (part as Node).redacted !== undefined;
    }
    default:
      return false;
  }
}

function bodyOf(wire: Writer, request: ChatRequest): string {
  return JSON.stringify(wire.toWire(request, endpointFor(wire.name)).body);
}

function sent(wire: Writer, request: ChatRequest, endpoint: Endpoint): string {
  const { path, headers, body, warnings } = wire.toWire(request, endpoint);
  return JSON.stringify({ path, headers, body, warnings });
}
