// deno-lint-ignore-file no-console
/** Calls in flight at once over `fetch`, and nothing else: `_bare_loop.ts URL CASES CONCURRENCY`. Prints the seconds. */
const [url, cases, concurrency] = Deno.args;
let next = 0;

async function worker(): Promise<void> {
  while (next < Number(cases)) {
    const content = `Q: question number ${next++}`;
    const response = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content }] }),
    });
    await response.json();
  }
}

const start = performance.now();
await Promise.all(Array.from({ length: Number(concurrency) }, worker));
console.log(((performance.now() - start) / 1000).toFixed(3));
