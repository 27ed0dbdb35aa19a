/** What is told of a body while it passes. Exactly one of the last three is called, once. */
export interface BodyObserver {
  chunk(bytes: Uint8Array): void;
  end(): void;
  error(error: unknown): void;
  cancel(): void;
}

/**
 * The same response, whose body is observed while it is read. It reads ahead of nobody: a chunk is asked for when the
 * reader asks for it, so that back-pressure is kept and a failure never overtakes the bytes that came before it.
 */
export function passThrough(response: Response, observer: BodyObserver): Response {
  if (response.body === null) {
    observer.end();
    return response;
  }
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          observer.end();
          controller.close();
        } else {
          observer.chunk(value);
          controller.enqueue(value);
        }
      } catch (error) {
        observer.error(error);
        controller.error(error);
      }
    },
    async cancel(reason) {
      observer.cancel();
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
  const { status, statusText, headers, url } = response;
  const passed = new Response(body, { status, statusText, headers });
  // A response that was made by hand has no address of its own.
  Object.defineProperty(passed, "url", { value: url });
  return passed;
}
