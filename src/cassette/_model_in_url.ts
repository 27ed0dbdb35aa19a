const MODEL = /\/models\/([^/:?]+)/;

/** The model that a URL's path names, as Gemini's do; `null` where it names none. */
export function modelInUrl(url: string): string | null {
  const name = MODEL.exec(url)?.[1];
  if (name === undefined) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
