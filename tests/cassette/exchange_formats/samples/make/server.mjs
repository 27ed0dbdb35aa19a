// Answers the requests of ../traffic.json in their order, each with its recorded bytes. Prints its URL when it listens.
import { readFileSync } from "node:fs";
import process from "node:process";
import { createServer } from "node:http";

/** The port is part of the recorded URLs: it stays the same, so that new samples differ from old ones in little. */
export const PORT = 18473;

export const traffic = JSON.parse(readFileSync(new URL("../traffic.json", import.meta.url), "utf8"));

/** With `page`, there is an empty page, from which a browser makes the calls. */
export function startServer({ page = false } = {}) {
  let call = 0;
  const server = createServer(async (request, response) => {
    if (page && ["/page", "/favicon.ico"].includes(request.url)) {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<title>samples</title>");
      return;
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { request: expected, answer } = traffic[call++ % traffic.length];
    const body = Buffer.concat(chunks).toString("base64");
    if (request.method !== expected.method || request.url !== expected.path || body !== expected.body) {
      process.stderr.write(
        `call ${call}: ${request.method} ${request.url} ${body} is not ${JSON.stringify(expected)}` + "\n",
      );
      process.exit(1);
    }
    const bytes = Buffer.from(answer.wire ?? answer.body, "base64");
    const length = answer.status === 204 ? {} : { "content-length": String(bytes.length) };
    response.writeHead(answer.status, { ...answer.headers, ...length });
    response.end(bytes);
  });
  return new Promise((resolve) => server.listen(PORT, "127.0.0.1", () => resolve(server)));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await startServer();
  process.stdout.write(`http://127.0.0.1:${PORT}\n`);
}
