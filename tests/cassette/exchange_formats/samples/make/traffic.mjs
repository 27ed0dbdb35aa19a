// The traffic of the samples: what each request is and which bytes the server answers it with. Run by Node, which the
// recorders are at home in: `node traffic.mjs > ../traffic.json`.
import { brotliCompressSync, gzipSync } from "node:zlib";

const JSON_TYPE = { "content-type": "application/json" };

function chat(model, stream) {
  return JSON.stringify({
    model,
    messages: [{ role: "user", content: "Zürich é 東京?" }],
    ...(stream ? { stream } : {}),
  });
}

const events = ["Zür", "ich ", "東", "京"].map((content, index) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }], n: index })}\n\n`
);

/** `decoded` stands where the bytes on the wire are compressed; `calls` gives one answer to each call in turn. */
const exchanges = [
  {
    name: "JSON that is not canonical",
    request: { method: "POST", path: "/v1/chat/completions", headers: JSON_TYPE, text: chat("plain") },
    answer: {
      status: 200,
      headers: JSON_TYPE,
      text: '{ "id" : "chatcmpl-1",\n  "b": 1.50, "a": "Zürich \\u00e9 東京" }\n',
    },
  },
  {
    name: "a stream",
    request: { method: "POST", path: "/v1/chat/completions", headers: JSON_TYPE, text: chat("streamed", true) },
    answer: {
      status: 200,
      headers: { "content-type": "text/event-stream; charset=utf-8" },
      text: events.join("") + "data: [DONE]\n\n",
    },
  },
  {
    name: "the first of two answers to one request",
    request: { method: "POST", path: "/v1/chat/completions", headers: JSON_TYPE, text: chat("twice") },
    answer: {
      status: 429,
      headers: { ...JSON_TYPE, "retry-after": "2", "x-ratelimit-remaining-requests": "0" },
      text: '{"error":{"message":"Slow down","type":"rate_limit"}}',
    },
  },
  {
    name: "the second of two answers to one request",
    request: { method: "POST", path: "/v1/chat/completions", headers: JSON_TYPE, text: chat("twice") },
    answer: { status: 200, headers: JSON_TYPE, text: '{"id":"second"}' },
  },
  {
    name: "an error",
    request: { method: "POST", path: "/v1/chat/completions", headers: JSON_TYPE, text: chat("unknown") },
    answer: { status: 404, headers: JSON_TYPE, text: '{"error": {"message": "no such model", "code": null}}' },
  },
  {
    name: "text that is no JSON",
    request: { method: "GET", path: "/health?verbose=yes&q=a%20b" },
    answer: { status: 503, headers: { "content-type": "text/plain" }, text: "down: yes\n  0x1F 12:30:45 1e5 ~ null\n" },
  },
  {
    name: "bytes of every value",
    request: { method: "GET", path: "/image" },
    answer: {
      status: 200,
      headers: { "content-type": "image/png" },
      bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Array(256).keys()]),
    },
  },
  {
    name: "text of another encoding",
    request: { method: "GET", path: "/latin" },
    answer: {
      status: 200,
      headers: { "content-type": "text/plain; charset=iso-8859-1" },
      bytes: Buffer.from("Zürich é\n", "latin1"),
    },
  },
  {
    name: "gzip",
    request: { method: "GET", path: "/gzip" },
    answer: {
      status: 200,
      headers: { ...JSON_TYPE, "content-encoding": "gzip" },
      decoded: Buffer.from('{"packed": "Zürich 東京", "n": [1, 2.0, 3e2]}'),
      pack: gzipSync,
    },
  },
  {
    name: "brotli",
    request: { method: "GET", path: "/brotli" },
    answer: {
      status: 200,
      headers: { "content-type": "text/plain; charset=utf-8", "content-encoding": "br" },
      decoded: Buffer.from("brotli ".repeat(40) + "東京"),
      pack: brotliCompressSync,
    },
  },
  {
    name: "an upload of bytes",
    request: {
      method: "POST",
      path: "/upload",
      headers: { "content-type": "application/octet-stream" },
      bytes: Buffer.from([0, 1, 2, 0xff, 0xfe, 0x80, 10, 13]),
    },
    answer: { status: 201, headers: JSON_TYPE, text: '{"stored":8}' },
  },
  {
    name: "no body",
    request: { method: "DELETE", path: "/files/1" },
    answer: { status: 204, headers: {} },
  },
];

function body({ text, bytes, decoded, pack }) {
  const plain = decoded ?? bytes ?? Buffer.from(text ?? "");
  const wire = pack === undefined ? plain : pack(plain);
  return { body: plain.toString("base64"), ...(pack === undefined ? {} : { wire: wire.toString("base64") }) };
}

const traffic = exchanges.map(({ name, request, answer }) => ({
  name,
  request: { method: request.method, path: request.path, headers: request.headers ?? {}, ...body(request) },
  answer: { status: answer.status, headers: answer.headers, ...body(answer) },
}));
process.stdout.write(JSON.stringify(traffic, null, 2) + "\n");
