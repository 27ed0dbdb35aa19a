/** Whoever asks is told the key that they sent, in every way that a server has. */
export const ANSWERS: { readonly [name: string]: (key: string, elsewhere: string) => Response } = {
  "refused with the key in the body": (key) => echo(key, 401),
  "forbidden, and the key is at its end where it may be cut": (key) =>
    Response.json({ error: { message: `${"x".repeat(1985)} ${key}` } }, { status: 403 }),
  "failed with the key in the body": (key) => echo(key, 500),
  "not found, in a page": (key) => new Response(`<html>No page for ${encodeURIComponent(key)}</html>`, { status: 404 }),
  "answered with the key in place of a list": (key) => echo(key, 200),
  "answered with no JSON": (key) => new Response(`{"data": [${key}`, { status: 200 }),
  "sent elsewhere": (key, elsewhere) =>
    new Response(null, { status: 307, headers: { location: `${elsewhere}/?key=${encodeURIComponent(key)}` } }),
  "throttled": (key) =>
    new Response(key, { status: 429, headers: { "retry-after": "0", "x-key": encodeURIComponent(key) } }),
};

function echo(key: string, status: number): Response {
  const [base64, url] = [btoa(`user:${key}`), encodeURIComponent(key)];
  const message = `The key ${key} (${base64}, ${url}, ${JSON.stringify(JSON.stringify(key))}) is wrong`;
  const headers = { "www-authenticate": `Basic ${base64}`, "x-request-id": url };
  return Response.json({ error: { message, code: key, type: base64 }, data: [{ id: key }] }, { status, headers });
}

/** A server that answers in one way after the other, and one that nobody is to lead a key to. */
export function hostileServers(answers = ANSWERS) {
  const led: string[] = [];
  const elsewhere = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    led.push(JSON.stringify([...request.headers]));
    return Response.json({ data: [] });
  });
  let answer = answers["failed with the key in the body"];
  let asked = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const key = request.headers.get("authorization")?.replace("Bearer ", "");
    if (key !== undefined) asked++;
    return key === undefined
      ? new Response(null, { status: 401 })
      : answer(key, `http://127.0.0.1:${elsewhere.addr.port}`);
  });
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
    led,
    use: (name: string) => void (answer = answers[name]),
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await elsewhere.shutdown();
    },
  };
}
