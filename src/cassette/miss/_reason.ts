import type { MissReason, NearRecording } from "../cassette_miss_error.ts";

/** Whom a URL on the tape names, and what comes behind that. */
const NAMED = /^\{([^}]*)\}(.*)$/s;
const UNNAMED = /^([a-z][a-z0-9+.-]*:\/\/[^/?]*)(.*)$/is;

/** Why the nearest recording is not the one, and what helps. */
export interface Hint {
  readonly reason: MissReason;
  /** A sentence; the empty string where the differences say it all. */
  readonly text: string;
}

/** What the nearest recording tells. `urls` are its own URL and the one that was asked for. */
export function hintOf(
  { segments }: NearRecording,
  urls: { readonly recorded: string; readonly requested: string },
): Hint {
  const different = segments.filter(({ equal }) => !equal).map(({ name }) => name);
  const [name] = different;
  if (name === undefined) {
    return {
      reason: "key",
      text: "The same request stands there under another key: `tapedeck cassette verify` tells why",
    };
  }
  if (different.length > 1) return { reason: "different", text: "" };
  if (name === "scope") return { reason: "scope", text: "Only the scope differs" };
  if (name.startsWith("header ")) return { reason: "header", text: `Only the ${name} differs` };
  return name === "url" ? endpointHint(urls) : { reason: "different", text: "" };
}

function endpointHint({ recorded, requested }: { readonly recorded: string; readonly requested: string }): Hint {
  const was = partsOf(recorded);
  const is = partsOf(requested);
  if (
    was === null || is === null || was.endpoint === is.endpoint && was.isNamed === is.isNamed || !isSamePath(was, is)
  ) {
    return { reason: "different", text: "Only the URL differs" };
  }
  const same = "The same request is on the tape";
  if (was.isNamed && !is.isNamed) {
    const base = is.endpoint + is.path.slice(0, is.path.length - was.path.length);
    return {
      reason: "endpoint",
      text: `${same} for the endpoint "${was.endpoint}": pass ${endpointsOption(was.endpoint, base)}`,
    };
  }
  if (!was.isNamed && is.isNamed) {
    return {
      reason: "endpoint",
      text:
        `${same} for ${was.endpoint}, which no endpoint named when it was recorded: leave "${is.endpoint}" out of ` +
        "`endpoints`, or record it again",
    };
  }
  const what = was.isNamed ? "endpoint" : "server";
  return {
    reason: "endpoint",
    text:
      `${same} for the ${what} "${was.endpoint}", and "${is.endpoint}" was asked: \`endpoints\` gives both one name`,
  };
}

function endpointsOption(name: string, base: string): string {
  return `\`endpoints: ${JSON.stringify({ [name]: base })}\``;
}

interface UrlParts {
  readonly endpoint: string;
  readonly path: string;
  readonly isNamed: boolean;
}

function partsOf(url: string): UrlParts | null {
  const named = NAMED.exec(url);
  const found = named ?? UNNAMED.exec(url);
  return found === null ? null : { endpoint: found[1], path: found[2], isNamed: named !== null };
}

/** A base URL may have a path of its own. */
function isSamePath(was: UrlParts, is: UrlParts): boolean {
  if (was.isNamed === is.isNamed) return was.path === is.path;
  const [named, unnamed] = was.isNamed ? [was, is] : [is, was];
  return unnamed.path.endsWith(named.path);
}
