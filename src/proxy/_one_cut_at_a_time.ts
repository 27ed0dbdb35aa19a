/**
 * The same response, whose chunks go out in a turn of the event loop each: a server writes what is there at once, and
 * clients would see one chunk where many were recorded.
 */
export function oneCutAtATime(response: Response): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!isFirst) await nextTurn();
      isFirst = false;
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
