// A name with an author has a slash in it, which only the method behind tells from the rest of a path.
const MODEL = /\/models\/(?:([^:?]+):\w+|([^/:?]+))/;

/** The model that a URL's path names, as Gemini's do; `null` where it names none. */
export function modelInUrl(url: string): string | null {
  const found = MODEL.exec(url);
  const name = found?.[1] ?? found?.[2];
  if (name === undefined) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
