import { anthropicDoor } from "./anthropic.ts";
import { cohereDoor } from "./cohere.ts";
import type { Door } from "./door.ts";
import { geminiDoor } from "./gemini.ts";
import { ollamaDoor } from "./ollama.ts";
import { openaiDoor } from "./openai.ts";

const DOORS: readonly Door[] = [openaiDoor, anthropicDoor, geminiDoor, cohereDoor, ollamaDoor];

/** The door that a path leads to, and the path behind the door's name where that stands in front: `/cohere/v1/models`. */
export function doorOf(path: string, headers: Headers): { readonly door: Door; readonly path: string } {
  const [, name, rest] = /^\/(\w+)(\/.*)?$/.exec(path) ?? [];
  const named = DOORS.find((door) => door.name === name);
  if (named !== undefined) return { door: named, path: rest ?? "/" };
  if (/^\/v1\/messages\b/.test(path)) return { door: anthropicDoor, path };
  if (path.startsWith("/v1beta/") || /^\/v1\/models\/.+:\w+$/.test(path)) return { door: geminiDoor, path };
  if (path.startsWith("/v2/")) return { door: cohereDoor, path };
  if (path === "/" || path.startsWith("/api/")) return { door: ollamaDoor, path };
  // Four list their models here: two of them by headers of their own.
  if (headers.has("x-goog-api-key")) return { door: geminiDoor, path };
  return { door: headers.has("anthropic-version") ? anthropicDoor : openaiDoor, path };
}

/** Every door. */
export function doors(): readonly Door[] {
  return DOORS;
}
