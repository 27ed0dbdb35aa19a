/** A null body is the only one that these may have. */
const BODILESS = new Set([101, 103, 204, 205, 304]);

/** What a response of `fetch` says of itself. */
export interface FetchedInit {
  /** From 100 to 999, as a server may send it. */
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeadersInit;
  /** Where the answer came from; its fragment is left out. */
  readonly url: string;
  /** Whether `url` is another address than the one that was asked. */
  readonly redirected: boolean;
}

/**
 * A response as `fetch` gives it, which no constructor makes: it has an address and a type, and any status that a server
 * may send. A body is left out where the status allows none.
 */
export class FetchedResponse extends Response {
  readonly #init: FetchedInit;

  constructor(body: BodyInit | null, init: FetchedInit) {
    super(BODILESS.has(init.status) ? null : body, {
      status: isConstructible(init.status) ? init.status : 200,
      statusText: init.statusText,
      headers: init.headers instanceof Headers ? contentType(init.headers) : init.headers,
    });
    this.#init = init;
  }

  /** A response that says the same of itself, with another body. */
  static of(response: Response, body: BodyInit | null): FetchedResponse {
    const { status, statusText, headers, url, redirected } = response;
    return new FetchedResponse(body, { status, statusText, headers, url, redirected });
  }

  override get status(): number {
    return this.#init.status;
  }

  override get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  override get type(): ResponseType {
    return "basic";
  }

  /** Another response's headers are shared: copying them takes longer than all the rest. */
  override get headers(): Headers {
    const { headers } = this.#init;
    return headers instanceof Headers ? headers : super.headers;
  }

  override get url(): string {
    const { url } = this.#init;
    if (url === "") return url;
    // Only here, as few ask for it.
    const address = new URL(url);
    address.hash = "";
    return address.href;
  }

  override get redirected(): boolean {
    return this.#init.redirected;
  }

  override clone(): FetchedResponse {
    return new FetchedResponse(super.clone().body, { ...this.#init, headers: new Headers(this.headers) });
  }
}

/** What the runtime itself goes by, where it makes a `Blob` or a form of a body. */
function contentType(headers: Headers): HeadersInit | undefined {
  const type = headers.get("content-type");
  return type === null ? undefined : { "content-type": type };
}

/** Whether the runtime's own constructor takes the status. */
function isConstructible(status: number): boolean {
  return status === 101 || (status >= 200 && status <= 599);
}
