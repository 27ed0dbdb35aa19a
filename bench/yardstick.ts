import { hash } from "node:crypto";

/**
 * The least that a replay can do: a Map from the SHA-256 of the canonical body to its line in the file, which is parsed
 * when it is asked for. No modes, no redaction, no endpoints, no order of repeats, no explanations.
 */
export async function yardstick(path: string): Promise<(url: string, init: RequestInit) => Promise<Response>> {
  const text = await Deno.readTextFile(path);
  const lines = new Map<string, string>();
  let start = text.indexOf("\n") + 1;
  while (start < text.length) {
    const end = text.indexOf("\n", start);
    const key = text.slice(start + 8, text.indexOf('"', start + 8));
    lines.set(key, text.slice(start, end));
    start = end + 1;
  }
  return (url, init) => {
    const canonical = JSON.stringify(sorted(JSON.parse(init.body as string)));
    const content = `${init.method} ${url}\n\n\njson ${canonical}`;
    const line = lines.get(`key_${hash("sha256", content, "base64url").slice(0, 32)}`);
    if (line === undefined) return Promise.reject(new Error("miss"));
    const { response } = JSON.parse(line);
    const init2 = { status: response.status, headers: response.headers };
    if (response.cuts.length <= 1) {
      const body = response.body.json ? JSON.stringify(response.body.json) : response.body.text;
      return Promise.resolve(new Response(body, init2));
    }
    const bytes = new TextEncoder().encode(response.body.text);
    const { cuts } = response;
    return Promise.resolve(
      new Response(
        new ReadableStream({
          start(controller) {
            for (let i = 0; i < cuts.length; i++) {
              controller.enqueue(bytes.subarray(cuts[i][0], i + 1 < cuts.length ? cuts[i + 1][0] : bytes.length));
            }
            controller.close();
          },
        }),
        init2,
      ),
    );
  };
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]));
}
