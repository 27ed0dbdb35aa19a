/** A dashboard without a port: a function from request to response. */
export interface Dashboard {
  /** Answer one request. `client` is the address that it came from, where that is known. */
  handle(request: Request, client?: string): Promise<Response>;
  /** End the streams of open pages. What the dashboard reads stays open. May be called again. */
  close(): Promise<void>;
}
