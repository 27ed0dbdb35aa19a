import { nearestName } from "../base/mod.ts";
import type { ProxyUpstream, ProxyUpstreams } from "./proxy_upstreams.ts";

/** What is the proxy's own stands under this path; no upstream can have such a name. */
const OWN_PATH = "/__tapedeck/";
const SCOPE_PATH = "/__tapedeck/scope/";

/** Clients see a few paths, again and again; one that makes them up is not remembered for ever. */
const MOST_REMEMBERED = 1000;

/** What a path asks for. */
export type Target =
  /** An upstream's `url`; the scope is that of the path. */
  | { readonly kind: "upstream"; readonly url: string; readonly upstream: ProxyUpstream; readonly scope?: string }
  /** Something of the proxy itself: `["decisions", "cell_1", "endpoint"]`. */
  | { readonly kind: "own"; readonly parts: readonly string[] }
  /** Nothing that there is. */
  | { readonly kind: "wrong"; readonly status: 400 | 404; readonly type: string; readonly message: string };

/** Reads the paths of requests, each of them once. */
export class ProxyTargets {
  readonly #upstreams: ProxyUpstreams;
  readonly #read = new Map<string, Target>();

  constructor(upstreams: ProxyUpstreams) {
    this.#upstreams = upstreams;
  }

  /** The target of a request's URL, whatever its origin is. */
  read(url: string): Target {
    let target = this.#read.get(url);
    if (target === undefined) {
      target = readTarget(pathOf(url), this.#upstreams);
      if (this.#read.size === MOST_REMEMBERED) this.#read.clear();
      this.#read.set(url, target);
    }
    return target;
  }
}

/** Path and query as they were sent: parsing the URL would take dot segments away. */
function pathOf(url: string): string {
  const at = url.indexOf("/", url.indexOf("//") + 2);
  return at === -1 ? "/" : url.slice(at).split("#", 1)[0];
}

function readTarget(path: string, upstreams: ProxyUpstreams): Target {
  if (path.startsWith(SCOPE_PATH)) return scopedTarget(path.slice(SCOPE_PATH.length), upstreams);
  if (!path.startsWith(OWN_PATH)) return upstreamTarget(path, upstreams);
  const parts = path.slice(OWN_PATH.length).split("?", 1)[0].split("/").map(decoded);
  return parts.includes(null) ? wrongEscape(path) : { kind: "own", parts: parts as string[] };
}

/** `SCOPE/openai/v1/models` */
function scopedTarget(rest: string, upstreams: ProxyUpstreams): Target {
  const end = rest.indexOf("/");
  const scope = decoded(end === -1 ? rest : rest.slice(0, end));
  if (scope === null) return wrongEscape(SCOPE_PATH + rest);
  if (scope === "" || end === -1) {
    const message = `Cannot read the scope as the path must be ${SCOPE_PATH}SCOPE/UPSTREAM/…: current value is "${
      SCOPE_PATH + rest.split("?", 1)[0]
    }"`;
    return { kind: "wrong", status: 400, type: "wrong_path", message };
  }
  const target = upstreamTarget(rest.slice(end), upstreams);
  return target.kind === "upstream" ? { ...target, scope } : target;
}

/** `/openai/v1/models?limit=1` */
function upstreamTarget(path: string, upstreams: ProxyUpstreams): Target {
  const [, first, rest] = /^\/([^/?]*)(.*)$/s.exec(path)!;
  const name = decoded(first);
  if (name === null) return wrongEscape(path);
  const upstream = upstreams.get(name);
  if (upstream === undefined) return unknownUpstream(name, upstreams);
  const url = upstream.baseUrl + rest;
  // Dot segments, escaped ones too, would lead out of the upstream's own path.
  const { href } = new URL(url);
  const { baseUrl } = upstream;
  const isBelow = href.startsWith(baseUrl) && (href.length === baseUrl.length || "/?".includes(href[baseUrl.length]));
  if (isBelow) return { kind: "upstream", url, upstream };
  const message = `Cannot send the request to "${name}" as its path leads out of ${baseUrl}`;
  return { kind: "wrong", status: 400, type: "wrong_path", message };
}

function unknownUpstream(name: string, upstreams: ProxyUpstreams): Target {
  const names = [...upstreams.keys()].sort();
  const near = nearestName(name, names);
  const known = names.length === 0 ? "none is set up" : names.join(", ");
  const message = `Cannot find the upstream as the path must begin with the name of one (${known}): current value is "${
    name.slice(0, 100)
  }"${near === null ? "" : ` (did you mean "${near}"?)`}. Others are added with --upstream name=URL`;
  return { kind: "wrong", status: 404, type: "unknown_upstream", message };
}

function wrongEscape(path: string): Target {
  const message = `Cannot read the path as a % in it begins no character: current value is "${path.split("?", 1)[0]}"`;
  return { kind: "wrong", status: 400, type: "wrong_path", message };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
